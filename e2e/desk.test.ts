/** The adviser's pages: accessible at every width and in every language, and their quiet reloading parts. */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page, Viewport } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, startBrowser } from "./harness/browsers.ts";
import { type DemoMeeting, type Service, startService } from "./harness/service.ts";

const NARROW = { width: 320, height: 640, deviceScaleFactor: 1 };
const PAGES = [
  "/",
  "/?day=2026-01-05",
  "/clients",
  "/clients?q=nobody-of-this-name",
  "/clients/new",
  "/clients/1",
  "/clients/1/edit",
  "/clients/1/agreement",
  "/clients/1/times",
  "/clients/1/try",
  "/hours",
  "/week",
  "/contacts/round",
  "/contacts",
  "/contacts?channel=chat",
  "/contacts/new",
  "/contacts/new?client=1&channel=phone",
  "/meetings/new",
  "/meetings/new?client=1",
  "/meetings/1",
  "/meetings/1/move",
  "/meetings/1/cancel",
  "/meetings/1/people/new",
  "/meetings/1/people/colleague",
];

let service: Service;
let browser: Browser;
let page: Page;
let meeting: DemoMeeting;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium");
  page = await newPage(browser, DESKTOP);
  meeting = await service.demoMeeting();
  await page.goto(meeting.adviser_url);
});

after(async () => {
  await browser.close();
  await service.stop();
});

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}${path}`);
}

async function press(selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function speak(language: string): Promise<void> {
  await open("/");
  await page.click(".menu summary");
  await press(`.menu button[name="language"][value="${language}"]`);
}

async function lookAt(path: string, viewport: Viewport): Promise<void> {
  await page.setViewport(viewport);
  await open(path);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0, `${path} runs over at ${viewport.width} px`);
  await axe(page);
}

for (const [language, viewports] of Object.entries({ fi: [DESKTOP, NARROW], sv: [NARROW], en: [NARROW] })) {
  test(`axe finds nothing on the adviser's pages, nor do they run over the edge, in ${language}`, async () => {
    await speak(language);
    for (const path of [...PAGES, `/meetings/${meeting.meeting_id}`]) {
      for (const viewport of viewports) await lookAt(path, viewport);
      equal(await page.evaluate(() => document.documentElement.lang), language);
    }
    await page.setViewport(DESKTOP);
    equal(faultsOf(page).join("\n"), "");
  });
}

test("a client is found while the name is typed, and going back finds the search again", async () => {
  await speak("fi");
  await open("/clients");
  await page.type("#id_q", "lindst");
  await page.waitForFunction(() => document.querySelectorAll("#found tbody tr").length === 1);
  await press("#found tbody a");
  match(page.url(), /\/clients\/\d+$/);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll("#found tbody tr").length === 1);
});

test("the wish changes in one press, on the spot", async () => {
  await open("/clients/1");
  await page.click('#wish button[value="message"]');
  await page.waitForSelector('#wish button[value="message"][aria-pressed="true"]');
});

test("the message beside a new meeting follows the form", async () => {
  const shows = (words: string) =>
    page.waitForFunction((text) => document.getElementById("preview")?.innerText.includes(text), {}, words);
  await open("/meetings/new?client=1");
  await page.click('label:has(input[name="planned_channel"][value="video"])');
  await shows("videotapaaminen");
  await page.click('label:has(input[name="planned_channel"][value="phone"])');
  await shows("soittaa sinulle");
  await page.click('label:has(input[name="send_by"][value="sms"])');
  await page.waitForSelector(".preview__message--sms");
  await page.click('label:has(input[name="send_by"][value=""])');
  await page.waitForFunction(() => !document.querySelector(".preview__message"));
});

test("a call is written down in two presses from the card, and taken back in one", async () => {
  await open("/clients/1");
  await press('main a[href*="channel=phone"]');
  await press("main form .button");
  match(page.url(), /\/contacts\/\d+$/);
  await press(".undo button");
  match(page.url(), /\/clients\/1$/);
});
