/** The main job, whole: door, devices, waiting room, each other's face, and the end. With real media. */

import { equal, match, notEqual, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { type Engine, faultsOf, newPage, PHONE, picture } from "./harness/browsers.ts";
import { isSilent, mediaOf, seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import {
  arrive,
  endMeeting,
  enterAsAdviser,
  giveCode,
  gone,
  isThere,
  meet,
  passDevices,
  passDoor,
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

for (const [host, guest] of [
  ["chromium", "chromium"],
  ["chromium", "firefox"],
  ["firefox", "chromium"],
] as const satisfies [Engine, Engine][]) {
  test(`from a link to a face and to the end: adviser in ${host}, client in ${guest}`, () =>
    withPeople(
      async ({ adviser, client }) => {
        const meeting = await service.demoMeeting();
        await meet(adviser, client, meeting);
        const [atDesk, onPhone] = await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        equal(atDesk.connections, 1);
        equal(onPhone.connections, 1);
        await endMeeting(adviser);
        await Promise.all([gone(adviser, "stage"), gone(client, "stage")]);
        await Promise.all([isSilent(adviser), isSilent(client)]);
        equal(faultsOf(adviser).join("\n"), "");
        equal(faultsOf(client).join("\n"), "");
      },
      { adviser: host, client: guest },
    ));
}

test("nothing of the meeting reaches the waiting room", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await enterAsAdviser(adviser, meeting);
    await arrive(client, meeting);
    await see(adviser, "arrival");
    equal((await mediaOf(client)).videoPackets + (await mediaOf(client)).audioPackets, 0);
    equal(await isThere(client, "remote-video"), false);
    equal(await isThere(client, "stage"), false);
  }));

test("camera and microphone stop and start, and the other side is told", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    for (const handle of ["toggle-camera", "toggle-microphone"] as const) {
      const before = await pressedState(client, handle);
      await press(client, handle);
      await client.waitForFunction(
        (css: string, was: string) => document.querySelector(css)?.getAttribute("aria-pressed") !== was,
        {},
        `[data-testid="${handle}"]`,
        before,
      );
      notEqual(await pressedState(client, handle), before);
      await press(client, handle);
    }
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  }));

async function pressedState(page: Page, handle: "toggle-camera" | "toggle-microphone"): Promise<string> {
  const button = await see(page, handle);
  const state = await button.evaluate((element) => element.getAttribute("aria-pressed"));
  ok(state !== null, `${handle} says aloud whether it is on`);
  return state;
}

test("a client who reloads returns to the seat without a code", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await client.reload();
    await see(client, "remote-video");
    equal(await isThere(client, "door-code"), false);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await client.goto(meeting.client_url);
    await see(client, "remote-video");
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  }));

test("an adviser who reloads finds the client where they were", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await adviser.reload();
    await see(adviser, "remote-video");
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  }));

test("the web process is killed: media goes on, sockets return by themselves", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    const before = await mediaOf(client);
    process.kill(await service.child("web"), "SIGKILL");
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await Promise.all([gone(adviser, "reconnecting"), gone(client, "reconnecting")]);
    const since = await mediaOf(client);
    equal(since.connections, before.connections);
    // Only a working socket carries the end to the other side.
    await endMeeting(adviser);
    await Promise.all([gone(adviser, "stage"), gone(client, "stage")]);
  }));

test("axe finds nothing at any step, and each has its picture", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    const look = async (page: Page, name: string) => {
      await picture(page, name);
      await axe(page);
    };
    await client.goto(meeting.client_url);
    await see(client, "door-open");
    await look(client, "story-1-door");
    await press(client, "door-open");
    await see(client, "door-code");
    await look(client, "story-2-code");
    await giveCode(client, meeting.code);
    await look(client, "story-3-devices");
    await passDevices(client);
    await see(client, "waiting");
    await look(client, "story-4-waiting");
    await enterAsAdviser(adviser, meeting);
    await see(adviser, "admit");
    await look(adviser, "story-5-arrival");
    await press(adviser, "admit");
    await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await look(adviser, "story-6-stage-desktop");
    await look(client, "story-6-stage-phone");
    await press(client, "move-to-phone");
    await Promise.all([isSilent(adviser), isSilent(client)]);
    await look(adviser, "story-7-by-phone-desktop");
    await look(client, "story-7-by-phone-phone");
    await endMeeting(adviser);
    await Promise.all([gone(adviser, "stage"), gone(client, "stage")]);
    await look(client, "story-8-thanks");
    // The adviser's room gives way to the meeting's page, which is another document.
    const onRecord = (path: string) => location.pathname === path && document.readyState === "complete";
    await adviser.waitForFunction(onRecord, {}, `/meetings/${meeting.meeting_id}`);
    await look(adviser, "story-8-record");
  }));

test("a link and code are no use in another browser without a new code", () =>
  withPeople(async ({ client }) => {
    const meeting = await service.demoMeeting();
    await passDoor(client, meeting);
    const other = await newPage(await client.browser().createBrowserContext(), PHONE);
    await other.goto(meeting.client_url);
    await see(other, "door-open");
    await press(other, "door-open");
    const field = await see(other, "door-code");
    await field.type(meeting.code);
    if (await isThere(other, "door-submit")) await press(other, "door-submit");
    await other.waitForSelector("[role=alert], [aria-invalid=true]");
    match(await other.evaluate(() => document.body.innerText), /code|koodi/i);
    equal(await isThere(other, "devices-continue"), false);
  }));
