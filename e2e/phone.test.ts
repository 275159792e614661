/** Over to the phone and back, from a call to video, two tabs: the same meeting all along. N26 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ElementHandle, Page } from "puppeteer-core";
import { newPage, PHONE } from "./harness/browsers.ts";
import { isSilent, seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import {
  endMeeting,
  enterAsAdviser,
  giveCode,
  gone,
  meet,
  passDevices,
  press,
  see,
} from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

const byId = (id: string) => `[data-testid="${id}"]`;

async function says(page: Page, words: RegExp): Promise<void> {
  await page.waitForFunction(
    (source: string) => new RegExp(source, "i").test(document.body.innerText),
    {},
    words.source,
  );
}

async function pressNamed(page: Page, words: RegExp): Promise<void> {
  const found = await page.waitForFunction(
    (source: string) =>
      [...document.querySelectorAll<HTMLElement>("button, a")].find(
        (one) => new RegExp(source, "i").test(one.innerText) && one.checkVisibility(),
      ),
    {},
    words.source,
  );
  await (found.asElement() as ElementHandle<Element> | null)?.click();
}

test("over to phone by the client, back to video by the adviser, and it is on record", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await press(client, "move-to-phone");
    await Promise.all([adviser.waitForSelector(byId("by-phone")), client.waitForSelector(byId("by-phone"))]);
    await Promise.all([isSilent(adviser), isSilent(client)]);
    equal(await adviser.$eval(byId("call-client"), (link) => link.getAttribute("href")), "tel:+358401234567");
    await says(client, /040 123 4500/);
    await pressNamed(adviser, /^Ääni ei kuulunut$/);
    await adviser.waitForSelector(".chip[aria-pressed=true]");
    await pressNamed(adviser, /Takaisin videoon/);
    await client.waitForSelector(byId("hear-video"));
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await client.locator(byId("hear-video")).click();
    await Promise.all([
      client.waitForSelector(byId("hear-question"), { hidden: true }),
      adviser.waitForSelector(byId("by-phone"), { hidden: true }),
    ]);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await endMeeting(adviser);
    await adviser.waitForFunction(() => !location.pathname.endsWith("/room"));
    await says(adviser, /Miten kävi/);
    await adviser.goto(new URL("/contacts", meeting.adviser_url).href);
    await says(adviser, /Aino Demo-Virtanen/);
    const row = await adviser.$eval("tbody tr", (first) => first.textContent ?? "");
    match(row, /siirtyi puhelimeen/i);
    await adviser.locator("tbody tr a").click();
    await says(adviser, /video[\s\S]*puhelin[\s\S]*video/);
  }));

test("from a call to video: the adviser sees the client's steps, the call ends when the sound works", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await enterAsAdviser(adviser, meeting);
    await press(adviser, "move-to-phone");
    await adviser.waitForSelector(byId("by-phone"));
    await client.goto(meeting.client_url);
    await press(client, "door-open");
    await adviser.waitForSelector(byId("client-step"));
    await giveCode(client, meeting.code);
    await passDevices(client);
    await see(client, "waiting");
    await press(adviser, "admit");
    await client.waitForSelector(byId("hear-video"));
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await client.locator(byId("hear-video")).click();
    await adviser.waitForSelector(byId("by-phone"), { hidden: true });
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  }));

test("a second tab asks where to go on, and the one chosen has picture and sound", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    const second = await newPage(client.browserContext(), PHONE);
    await second.goto(meeting.client_url);
    await says(second, /toisella sivulla/);
    await pressNamed(second, /^Tällä sivulla$/);
    await see(second, "remote-video");
    await Promise.all([seesAndHears(adviser), seesAndHears(second)]);
    await isSilent(client);
    await second.close();
    await see(adviser, "stage");
  }));

test("a client who closes the page returns by the link, and one who leaves by the button too", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await client.goto("about:blank");
    await says(adviser, /paikka odottaa|katkesi/);
    await client.goto(meeting.client_url);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await press(client, "leave");
    await gone(client, "stage");
    await pressNamed(client, /Palaa/);
    await see(client, "remote-video");
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  }));
