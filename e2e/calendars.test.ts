/** An adviser's own calendars: a secret address is made, copied, read by a program, and ended. # N7 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, signIn } from "./harness/signin.ts";
import { at } from "./harness/story.ts";

const NARROW = { ...PHONE, width: 320 };
let service: Service;
let browser: Browser;
let adviser: Page;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium", { language: "fi" });
  adviser = await newPage(browser, DESKTOP);
  await signIn(adviser, service, ADVISER);
});

after(async () => {
  await browser.close();
  await service.stop();
});

const words = (page: Page) => page.$eval("main", (main) => (main as HTMLElement).innerText);
const press = (page: Page, css: string) => Promise.all([page.waitForNavigation(), page.click(css)]);

/** At each size: nothing runs over, axe finds nothing. */
async function looksRight(page: Page, name: string): Promise<void> {
  const own = page.viewport();
  for (const [size, viewport] of Object.entries({ narrow: NARROW, desktop: DESKTOP, phone: PHONE })) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${size}`);
    await axe(page);
    if (size !== "narrow") await picture(page, `calendars-${name}-${size}`);
  }
  if (own) await page.setViewport(own);
}

test("an address is made from the settings, copied, read and ended", async () => {
  await adviser.goto(`${service.url}/settings`);
  await press(adviser, 'main a[href="/settings/calendars"]');
  await looksRight(adviser, "none");
  await press(adviser, 'form[action$="/make"] button');
  const allowed = ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"] as const;
  await browser.defaultBrowserContext().overridePermissions(service.url, [...allowed]);
  await adviser.focus("button[data-copies]");
  await adviser.keyboard.press("Enter");
  await adviser.waitForFunction(() => document.querySelector("[data-copies]")?.textContent === "Kopioitu");
  const address = await adviser.evaluate(() => navigator.clipboard.readText());
  equal(address, await adviser.$eval(at("address"), (field) => (field as HTMLInputElement).value));
  const read = await fetch(address);
  match(await read.text(), /^BEGIN:VCALENDAR\r\n/);
  await looksRight(adviser, "made");
  await adviser.reload(); // another kind of screen reads the page anew
  await press(adviser, 'form[action$="/end"] button');
  match(await words(adviser), /Osoitetta ei ole vielä/);
  equal((await fetch(address)).status, 404);
  equal(faultsOf(adviser).join("\n"), "");
});
