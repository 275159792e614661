/** Every second week, six times: the dates are looked at, agreed on, and the rest is cancelled. */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { DESKTOP, faultsOf, newPage, startBrowser } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, press, signIn } from "./harness/signin.ts";

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
  await looksRight(page, "series-new");
  await press(page, "form .buttons button");
  equal((await page.$$('input[name="dates"]')).length, 6);
  await looksRight(page, "series-dates");
  await press(page, 'button[name="agree"]');
  match(await words(), /tapaamista on sovittu/);
  await press(page, 'a[href$="/series"]');
  await looksRight(page, "series-series");
  await press(page, "form.panel .button--danger");
  match(await words(), /tapaamista on peruttu/);
  await looksRight(page, "series-cancelled");
  equal(faultsOf(page).join("\n"), "");
});
