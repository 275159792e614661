/** Every second week, six times: the dates are looked at, agreed on, and the rest is cancelled. */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, press, signIn } from "./harness/signin.ts";

const NARROW = { ...PHONE, width: 320 };
let service: Service;
let browser: Browser;
let page: Page;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium", { language: "fi" });
  page = await newPage(browser, DESKTOP);
  await signIn(page, service, ADVISER);
});

after(async () => {
  await browser.close();
  await service.stop();
});

const words = () => page.$eval("main", (main) => (main as HTMLElement).innerText);

/** At each size: nothing runs over, axe finds nothing. */
async function looksRight(name: string): Promise<void> {
  for (const [size, viewport] of Object.entries({ narrow: NARROW, phone: PHONE, desktop: DESKTOP })) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${size}`);
    await axe(page);
    if (size !== "narrow") await picture(page, `series-${name}-${size}`);
  }
}

test("a series is looked at, agreed on, and the rest of it cancelled", async () => {
  await page.goto(`${service.url}/meetings/new?client=1`);
  await press(page, 'a[href="/meetings/series/1"]');
  await page.waitForSelector("#preview h2");
  await page.$eval("#id_time", (field) => {
    (field as HTMLInputElement).value = "11:00";
  });
  await page.$eval("#id_day", (field) => {
    const day = new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10);
    (field as HTMLInputElement).value = day;
  });
  await looksRight("new");
  await press(page, "form .buttons button");
  equal((await page.$$('input[name="dates"]')).length, 6);
  await looksRight("dates");
  await press(page, 'button[name="agree"]');
  match(await words(), /tapaamista on sovittu/);
  await press(page, 'a[href$="/series"]');
  await looksRight("series");
  await press(page, "form.panel .button--danger");
  match(await words(), /tapaamista on peruttu/);
  await looksRight("cancelled");
  equal(faultsOf(page).join("\n"), "");
});
