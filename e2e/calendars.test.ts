/** An adviser's own calendars: theirs of ours by a secret address, and ours of theirs, when they are busy. # N7 */

import { equal, match } from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { DESKTOP, faultsOf, newPage, startBrowser } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, signIn } from "./harness/signin.ts";
import { at } from "./harness/story.ts";

let service: Service;
let elsewhere: Server;
/** What the adviser's provider answers. */
let calendar: { status: number; file: string } = { status: 200, file: "" };
let browser: Browser;
let adviser: Page;

before(async () => {
  elsewhere = createServer((_asked, answer) => answer.writeHead(calendar.status).end(calendar.file));
  await new Promise<void>((up) => elsewhere.listen(0, "127.0.0.1", up));
  service = await startService({ settings: { LASNA_CALENDAR_HOSTS: "127.0.0.1" } });
  browser = await startBrowser("chromium", { language: "fi" });
  adviser = await newPage(browser, DESKTOP);
  await signIn(adviser, service, ADVISER);
});

after(async () => {
  await browser.close();
  await service.stop();
  elsewhere.close();
});

const words = (page: Page) => page.$eval("main", (main) => (main as HTMLElement).innerText);
const press = (page: Page, css: string) => Promise.all([page.waitForNavigation(), page.click(css)]);

test("an address is made from the settings, copied, read and ended", async () => {
  await adviser.goto(`${service.url}/settings`);
  await press(adviser, 'main a[href="/settings/calendars"]');
  await looksRight(adviser, "calendars-none");
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
  await looksRight(adviser, "calendars-made");
  await adviser.reload(); // another kind of screen reads the page anew
  await press(adviser, 'form[action$="/end"] button');
  match(await words(adviser), /Osoitetta ei ole vielä/);
  equal((await fetch(address)).status, 404);
  equal(faultsOf(adviser).join("\n"), "");
});

/** An hour tomorrow at noon, UTC. */
function busyTomorrow(): string {
  const day = new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10).replaceAll("-", "");
  const event = ["BEGIN:VEVENT", "UID:1", `DTSTART:${day}T120000Z`, "DURATION:PT1H", "SUMMARY:Salaista"];
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", ...event, "END:VEVENT", "END:VCALENDAR", ""];
  return lines.join("\r\n");
}

test("the adviser's own calendar is read while they look on, and what fails is said in words", async () => {
  const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/calendar.ics`;
  calendar = { status: 404, file: "" };
  await adviser.goto(`${service.url}/settings/calendars`);
  await adviser.type('input[name="address"]', "http://calendar.example.org/a.ics");
  await press(adviser, 'form[action$="/own#own"] button');
  match(await words(adviser), /Osoite ei ole suojattu/);
  await looksRight(adviser, "calendars-refused", "#own");
  await adviser.goto(`${service.url}/settings/calendars`);
  await adviser.type('input[name="address"]', address);
  await press(adviser, 'form[action$="/own#own"] button');
  match(await words(adviser), /Kalenteria luetaan/);
  await adviser.waitForSelector(at("trouble")); // by itself, when the worker has tried
  match(await words(adviser), /Kalenterisi ei enää näy tässä osoitteessa/);
  await looksRight(adviser, "calendars-trouble", "#own");
  calendar = { status: 200, file: busyTomorrow() };
  await adviser.goto(`${service.url}/settings/calendars`);
  await adviser.click("#own form[action$='/own#own'] details summary");
  await adviser.type('input[name="address"]', address);
  await press(adviser, 'form[action$="/own#own"] button');
  await adviser.waitForSelector(at("read"));
  match(await words(adviser), /Yksi varattu aika on tulossa/);
  await looksRight(adviser, "calendars-read", "#own");
  equal(faultsOf(adviser).join("\n"), "");
});
