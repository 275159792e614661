/** The lock: on the screen by itself, with nothing lost; and beside a meeting that goes on. */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, demoPassword, press, python, signIn } from "./harness/signin.ts";
import { arrive, endMeeting, gone, meet, press as pressHandle, see } from "./harness/story.ts";

let service: Service;
let browser: Browser;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium");
});

after(async () => {
  await browser.close();
  await service.stop();
});

const path = (page: Page) => new URL(page.url()).pathname;

/** As if nobody had touched any browser for so many minutes. */
async function idle(minutes: number): Promise<void> {
  const code = [
    "from datetime import timedelta",
    "from django.db.models import F",
    "from lasna.people.models import BrowserSession, Organisation",
    "Organisation.objects.update(lock_after=5)",
    `BrowserSession.objects.update(active_at=F('active_at') - timedelta(minutes=${minutes}))`,
  ];
  await python(service, code.join("; "));
}

const comesBack = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** A tab in the background draws nothing: it is looked at in front, and asks how it is. */
async function front(page: Page): Promise<void> {
  await page.bringToFront();
  await comesBack(page);
}

test("a page left open locks itself, names nobody, and opens with all that was typed", async () => {
  const context = await browser.createBrowserContext();
  const page = await newPage(context, DESKTOP);
  await signIn(page, service, ADVISER);
  await page.goto(`${service.url}/clients/1/edit`);
  const name = await page.$eval("h1", (title) => title.textContent ?? "");
  await page.type("#id_first_name", "Kirjoitettu");
  const typed = await page.$eval("#id_first_name", (field) => (field as HTMLInputElement).value);
  await idle(6);
  await comesBack(page);
  await page.waitForSelector("#lock", { visible: true });
  await page.setViewport(PHONE);
  await axe(page);
  const shown = await page.evaluate(() => document.body.innerText);
  ok(name.length > 0 && !shown.includes(name), shown);
  ok(!shown.includes("Kirjoitettu"));
  equal(await page.evaluate(() => document.activeElement?.id), "lock-password");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#lock [data-words]")?.textContent !== "");
  await page.$eval("#lock-password", (field) => (field as HTMLInputElement).select());
  await page.keyboard.type(await demoPassword(service));
  await page.keyboard.press("Enter");
  await page.waitForSelector("#lock", { hidden: true });
  equal(await page.$eval("#id_first_name", (field) => (field as HTMLInputElement).value), typed);
  // The wrong password is the browser's own to tell: it logs every answer of 400.
  equal(
    faultsOf(page)
      .filter((fault) => !fault.includes("400"))
      .join("\n"),
    "",
  );
  await context.close();
});

test("the lock comes when its time is over, without anything happening on the page", async () => {
  const context = await browser.createBrowserContext();
  const page = await newPage(context, DESKTOP);
  await signIn(page, service, ADVISER);
  await idle(0);
  // A minute passes in half a second: the page's own clock is what is tried.
  await page.evaluateOnNewDocument(
    "const slow = window.setTimeout; window.setTimeout = (work, pause, ...more) => slow(work, pause / 120, ...more);",
  );
  await page.goto(`${service.url}/settings`);
  await idle(6);
  await page.waitForSelector("#lock", { visible: true });
  await context.close();
});

test("two tabs lock together and open together", async () => {
  const context = await browser.createBrowserContext();
  const first = await newPage(context, DESKTOP);
  await signIn(first, service, ADVISER);
  const second = await newPage(context, DESKTOP);
  await second.goto(`${service.url}/clients`);
  await idle(6);
  for (const page of [second, first]) {
    await front(page);
    await page.waitForSelector("#lock", { visible: true });
  }
  await first.type("#lock-password", await demoPassword(service));
  await first.keyboard.press("Enter");
  await first.waitForSelector("#lock", { hidden: true });
  await front(second);
  await second.waitForSelector("#lock", { hidden: true });
  await context.close();
});

test("a meeting goes on while its adviser's browser is locked, in the same seat", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    const seats = await python(service, SEATS);
    const desk = await newPage(adviser.browserContext(), DESKTOP);
    await desk.goto(`${service.url}/clients`);
    const other = await newPage(adviser.browserContext(), DESKTOP);
    await other.goto(service.url);
    await desk.bringToFront();
    await desk.click(".menu summary");
    await press(desk, '.menu form[action="/lock/now"] button');
    equal(path(desk), "/lock");
    await front(other);
    await other.waitForSelector("#lock", { visible: true });
    await adviser.bringToFront();
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await pressHandle(adviser, "toggle-microphone");
    await pressHandle(adviser, "toggle-microphone");
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    equal(await python(service, SEATS), seats);

    await adviser.reload();
    equal(path(adviser), "/lock");
    await adviser.type("#id_password", await demoPassword(service));
    await press(adviser, "main form .button--primary");
    await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await front(other);
    await other.waitForSelector("#lock", { hidden: true });
    await adviser.bringToFront();
    await endMeeting(adviser);
    await gone(client, "stage");
  }));

test("an arrival is told to no locked page, and to its page as soon as that is opened", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await signIn(adviser, service, ADVISER);
    await idle(6);
    await comesBack(adviser);
    await adviser.waitForSelector("#lock", { visible: true });
    await arrive(client, meeting);
    equal(await adviser.$('[data-testid="arrival"]'), null);
    await adviser.type("#lock-password", await demoPassword(service));
    await adviser.keyboard.press("Enter");
    await see(adviser, "arrival");
  }));

/** Who sits where: participants with the screens of their seats. */
const SEATS = [
  "from lasna.meetings.models import Participant",
  "print(sorted(Participant.objects.exclude(seat=None).values_list('pk', 'state', 'seat__screen')))",
].join("; ");
