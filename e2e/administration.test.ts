/** The pages of those who run the service: accessible, by keyboard, and at the width of a phone. */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page, Viewport } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { type Service, startService } from "./harness/service.ts";

/** Whoever adds a page of administration adds its address here. */
const PAGES = [
  "/administration",
  "/administration/appearance",
  "/administration/senders",
  "/administration/languages",
  "/administration/pages",
  "/administration/pages/card",
  "/administration/pages/accessibility",
  "/administration/pages/data_protection",
  "/administration/messages",
  "/administration/messages/invitation_video/sms/fi",
  "/administration/messages/invitation_video/email/fi",
  "/administration/messages/invitation_video/post/fi",
  "/administration/meeting-types",
  "/administration/meeting-types/new",
  "/administration/places",
  "/administration/places/new",
  "/administration/offers",
  "/administration/offers/new?answer=declined",
  "/administration/offers/1",
  "/administration/practices",
  "/administration/practices/1",
  "/administration/receptions",
  "/administration/receptions/1",
  "/administration/quick-questions",
  "/administration/reminders",
  "/administration/tasks",
  "/administration/tasks/1",
  "/administration/thanks",
  "/administration/materials",
  "/administration/materials/new",
  "/administration/booking",
  "/administration/rules",
  "/administration/rules/organisation",
  "/administration/rules/offices/1",
  "/administration/rules/types/1",
  "/administration/outbox",
  "/administration/audit",
  "/administration/retention",
  "/administration/single-sign-on",
  "/administration/clients/import",
  "/administration/sign-in",
  "/administration/offices",
  "/administration/staff",
  "/administration/staff/new",
  "/administration/staff/import",
  "/administration/staff/1",
  "/administration/staff/1/hand-over",
];

const NARROW: Viewport = { width: 320, height: 640, deviceScaleFactor: 1 };

let service: Service;
let browser: Browser;
let page: Page;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium");
  page = await newPage(browser, DESKTOP);
  await signIn();
});

after(async () => {
  await browser.close();
  await service.stop();
});

/** As the demo's administrator, by the password that the service printed. */
async function signIn(): Promise<void> {
  const password = /password (\S+)/.exec(await service.said())?.[1] ?? "";
  await page.goto(`${service.url}/sign-in`);
  await page.type("#id_login", "hallinta@demo.invalid");
  await page.type("#id_password", password);
  await Promise.all([page.waitForNavigation(), page.click("main form .button")]);
}

async function speak(language: string): Promise<void> {
  await page.goto(`${service.url}/administration`);
  await page.click(".menu summary");
  const button = `.menu button[name="language"][value="${language}"]`;
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

async function lookAt(path: string, viewport: Viewport): Promise<void> {
  await page.setViewport(viewport);
  const answer = await page.goto(`${service.url}${path}`);
  equal(answer?.status(), 200, path);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0, `${path} runs over at ${viewport.width} px`);
  await axe(page);
}

for (const [language, viewports] of Object.entries({
  fi: [DESKTOP, PHONE, NARROW],
  sv: [PHONE],
  en: [PHONE],
})) {
  test(`axe finds nothing on the pages of administration, nor do they run over the edge, in ${language}`, async () => {
    await page.setViewport(DESKTOP);
    await speak(language);
    for (const path of PAGES) {
      for (const viewport of viewports) await lookAt(path, viewport);
      equal(await page.evaluate(() => document.documentElement.lang), language);
    }
    equal(faultsOf(page).join("\n"), "");
  });
}

test("every control of the pages of administration is reached by the keyboard, with its focus ring", async () => {
  await page.setViewport(DESKTOP);
  for (const path of PAGES) {
    await page.goto(`${service.url}${path}`);
    const wanted = await page.evaluate(() => {
      const controls = document.querySelectorAll<HTMLElement>(
        "main a[href], main button, main input, main select, main textarea, main summary",
      );
      const seen = [...controls].filter(
        (each) => each.checkVisibility() && each.getAttribute("type") !== "hidden",
      );
      // Of radio buttons with one name, the keyboard stops at one.
      const groups = new Map(
        seen.map((each, at) => [
          each instanceof HTMLInputElement && each.type === "radio" ? each.name : String(at),
          each,
        ]),
      );
      return groups.size;
    });
    const reached = await tabThrough();
    ok(reached >= wanted, `${path}: ${reached} of ${wanted} controls reached`);
  }
});

/** How many controls of the main part take the focus in turn; each has to show it. */
async function tabThrough(): Promise<number> {
  await page.evaluate(() => document.getElementById("main")?.focus());
  let reached = 0;
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const here = document.activeElement as HTMLElement | null;
      if (!here?.closest("main")) return "";
      const style = getComputedStyle(here);
      return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "seen" : here.outerHTML;
    });
    if (stop === "") break;
    equal(stop, "seen");
    reached += 1;
  }
  return reached;
}

/** What a client's phone shows, once it shows `words`. */
async function phoneShows(words: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector("#preview")?.textContent?.includes(wanted),
    {},
    words,
  );
}

async function press(value: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(`button[name="do"][value="${value}"]`)]);
}

async function writeFirst(words: string): Promise<void> {
  await page.$eval("#id_text", (field) => (field as HTMLTextAreaElement).setSelectionRange(0, 0));
  await page.type("#id_text", words);
}

test("a message is written beside a client's phone, tried on oneself, taken into use, and taken back", async () => {
  const address = `${service.url}/administration/messages/cancelled/email/fi`;
  await page.setViewport(DESKTOP);
  await speak("en");
  await page.goto(address);
  await writeFirst("Hei taas! {nothing}\n");
  await phoneShows("There is no such place: {nothing}.");
  await axe(page);
  await press("use");
  ok(await page.$(".field__error"));
  await page.goto(address);
  await writeFirst("Hei taas! ");
  await phoneShows("Hei taas! ");
  await press("send");
  await page.waitForSelector("text/It is not in use.");
  await axe(page);
  await press("use");
  await page.waitForSelector("text/Your own words are in use now.");
  const mail = await newPage(browser, PHONE);
  await mail.goto(`${service.url}/mailbox?address=hallinta@demo.invalid`);
  await mail.waitForSelector("text/Hei taas!");
  await mail.close();
  await press("ready");
  await page.waitForSelector("text/The ready-made words are in use now.");
  equal(await page.$$eval("#editions-heading + ul > li", (all) => all.length), 2);
  // The refused form answered 400, which the browser notes.
  equal(
    faultsOf(page)
      .filter((fault) => !fault.includes("status of 400"))
      .join("\n"),
    "",
  );
});

test("without scripts the phone is shown at a press", async () => {
  await page.setJavaScriptEnabled(false);
  await page.goto(`${service.url}/administration/messages/code/sms/fi`);
  await page.type("#id_text", "Huomaa tämä.");
  await press("look");
  const shown = await page.$eval("#preview", (preview) => preview.textContent);
  ok(shown?.includes("Huomaa tämä."));
  await page.setJavaScriptEnabled(true);
});
