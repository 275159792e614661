/** An interpreter joins in the middle of the talk: asked by the adviser, agreed to by the client, let in. */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { PATIENCE } from "./harness/patience.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { giveCode, meet, passDevices, press, see } from "./harness/story.ts";

const NARROW = { width: 320, height: 640, deviceScaleFactor: 1 };
const NUMBER = "+358407654321";
let service: Service;
let third: Browser;

before(async () => {
  service = await startService();
  third = await startBrowser("chromium", { language: "en" });
});

after(async () => {
  await third.close();
  await service.stop();
});

/** What the newest message to an address holds, once it has come. */
async function inMailbox(address: string, wanted: RegExp): Promise<string> {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    const page = await fetch(`${service.url}/mailbox?address=${encodeURIComponent(address)}`);
    const found = wanted.exec(await page.text())?.[1];
    if (found) return found;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`nothing like ${wanted} came to ${address}`);
}

async function askInterpreter(adviser: Page, email: string): Promise<void> {
  await adviser.click('[data-testid="people"]');
  await adviser.waitForSelector("dialog[open]");
  await picture(adviser, "people");
  await axe(adviser);
  await adviser.click('[data-testid="add-person"]');
  const form = "dialog[open] form";
  await adviser.waitForSelector(`${form} [name="name"]`);
  await adviser.type(`${form} [name="name"]`, "Tuula Tulkki");
  await adviser.type(`${form} [name="email"]`, email);
  await adviser.type(`${form} [name="phone"]`, NUMBER);
  await adviser.select(`${form} [name="language"]`, "en");
  await picture(adviser, "people-add");
  await axe(adviser);
  await adviser.click('[data-testid="add-person-now"]');
  await adviser.waitForSelector(form, { hidden: true });
}

/** The list at its narrowest: nothing runs over the edge. */
async function lookNarrow(adviser: Page): Promise<void> {
  await adviser.setViewport(NARROW);
  const over = await adviser.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0);
  await picture(adviser, "people-narrow");
  await axe(adviser);
  await adviser.setViewport(DESKTOP);
  await adviser.keyboard.press("Escape");
  await adviser.waitForSelector("dialog[open]", { hidden: true });
}

async function comeAsInterpreter(email: string): Promise<Page> {
  const partner = await newPage(third, PHONE);
  const link = await inMailbox(email, /(http[^"<\s]*\/m\/[\w-]{43})/);
  await partner.goto(link);
  await press(partner, "door-open");
  const code = await inMailbox(NUMBER, /Your code is (\d{3} \d{3})/);
  await giveCode(partner, code);
  await passDevices(partner);
  await see(partner, "waiting");
  return partner;
}

test("asked in the middle of the talk, agreed to with one press, let in, put to wait, and out", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    const email = `tulkki-${meeting.meeting_id}@example.invalid`;
    await askInterpreter(adviser, email);
    await lookNarrow(adviser);
    await client.waitForSelector('[data-testid="consent"]');
    match(await client.$eval('[data-testid="consent"]', (card) => card.textContent ?? ""), /Tuula Tulkki/);
    await picture(client, "consent");
    await axe(client);
    const partner = await comeAsInterpreter(email);
    await see(adviser, "arrival");
    equal(await adviser.$('[data-testid="admit"]'), null, "not before the client has said yes");
    await client.click('[data-testid="consent-yes"]');
    await press(adviser, "admit");
    await see(partner, "stage");
    await client.waitForSelector('[data-testid="consent"]', { hidden: true });
    // The client takes the word back: the interpreter is at the door again and reads something kind.
    await client.click(".card.ways summary");
    // The page loads anew: no connection of the room outlives it.
    await Promise.all([partner.waitForNavigation(), client.locator(".card.ways .pair button").click()]);
    await see(partner, "waiting");
    await partner.waitForFunction(() => document.body.innerText.includes("You are not needed"));
    await picture(partner, "declined");
    await axe(partner);
    await adviser.click('[data-testid="people"]');
    await adviser.waitForSelector('[data-testid="person"]');
    await picture(adviser, "people-of-three");
    const remove = await adviser.$$('[data-testid="person"] .chip');
    ok(remove.length > 0);
    await remove.at(-1)?.click();
    await partner.waitForFunction(() => document.body.innerText.includes("The meeting goes on without you."));
    await picture(partner, "removed");
    for (const page of [adviser, client, partner]) equal(faultsOf(page).join("\n"), "");
  }));

test("on the meeting's page somebody is asked without a script, and nothing runs over at 320 px", async () => {
  const meeting = await service.demoMeeting();
  const adviser = await newPage(third, DESKTOP);
  await adviser.goto(meeting.adviser_url);
  await adviser.setJavaScriptEnabled(false);
  await adviser.goto(`${service.url}/meetings/${meeting.meeting_id}/people/new`);
  await adviser.select("#id_role", "doctor");
  await adviser.type("#id_name", "Tohtori Pitkäsukunimi-Vielläkinpidempi");
  await adviser.type("#id_email", "tohtori.pitkasukunimi-viela@example.invalid");
  await Promise.all([adviser.waitForNavigation(), adviser.click(".form .button--primary")]);
  await adviser.setJavaScriptEnabled(true);
  await adviser.goto(`${service.url}/meetings/${meeting.meeting_id}`);
  match(await adviser.$eval("main", (main) => main.textContent ?? ""), /Tohtori Pitkäsukunimi/);
  for (const viewport of [DESKTOP, NARROW]) {
    await adviser.setViewport(viewport);
    const over = await adviser.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    equal(Math.max(over, 0), 0);
    await axe(adviser);
    await picture(adviser, `meeting-people-${viewport.width}`);
  }
  equal(faultsOf(adviser).join("\n"), "");
});
