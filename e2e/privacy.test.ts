/** One client's data: a copy, who looked, erasing; and the client's own page of who looked. */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page, Viewport } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { type DemoMeeting, type Service, startService } from "./harness/service.ts";

const NARROW: Viewport = { width: 320, height: 640, deviceScaleFactor: 1 };

let service: Service;
let browser: Browser;
let page: Page;
let meeting: DemoMeeting;
let card: string;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium");
  page = await newPage(browser, DESKTOP);
  meeting = await service.demoMeeting();
  await signIn();
  await page.goto(`${service.url}/meetings/${meeting.meeting_id}`);
  card = await page.$eval('main a[href^="/clients/"]', (link) => link.getAttribute("href") ?? "");
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
  await press(page, "main form .button");
}

async function press(on: Page, selector: string): Promise<void> {
  await Promise.all([on.waitForNavigation(), on.click(selector)]);
}

async function lookAt(on: Page, address: string, viewport: Viewport): Promise<void> {
  await on.setViewport(viewport);
  const answer = await on.goto(address);
  equal(answer?.status(), 200, address);
  const over = await on.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0, `${address} runs over at ${viewport.width} px`);
  await axe(on);
}

test("axe finds nothing on the pages of one client's data, nor do they run over the edge", async () => {
  for (const path of [card, `${card}/export`, `${card}/readers`, `${card}/erase`]) {
    for (const viewport of [DESKTOP, PHONE, NARROW]) {
      await lookAt(page, `${service.url}${path}`, viewport);
    }
  }
  equal(faultsOf(page).join("\n"), "");
});

test("the client sees who looked after the code, and not before", async () => {
  const client = await newPage(browser, PHONE);
  const own = `${meeting.client_url}/who-looked`;
  equal((await client.goto(own))?.status(), 404);
  await client.goto(meeting.client_url);
  await press(client, '[data-testid="door-open"]');
  await client.type("#code", meeting.code);
  await press(client, '[data-testid="door-submit"]');
  for (const viewport of [PHONE, NARROW, DESKTOP]) await lookAt(client, own, viewport);
  match(await client.$eval("main", (main) => main.textContent ?? ""), /Demo-pääkäyttäjä/);
  await client.close();
});

test("an administrator cancels what is agreed, types the name, and the client is gone", async () => {
  await page.setViewport(DESKTOP);
  await page.goto(`${service.url}${card}/erase`);
  await press(page, 'form[action$="/erase/cancel"] button');
  const name = await page.$eval("form bdi", (words) => words.textContent ?? "");
  ok(name.length > 0);
  await page.type("#id_typed", "Joku muu");
  await press(page, ".button--danger");
  ok(await page.$(".field--wrong"));
  await page.$eval("#id_typed", (field) => {
    (field as HTMLInputElement).value = "";
  });
  await page.type("#id_typed", name);
  await axe(page);
  await press(page, ".button--danger");
  equal(new URL(page.url()).pathname, "/clients");
  equal((await page.goto(`${service.url}${card}`))?.status(), 404);
  equal((await page.goto(meeting.client_url))?.status(), 404);
});
