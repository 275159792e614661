/** A second device in the same place: its picture beside the first one's, one sound for both. # N18 */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { seesAll } from "./harness/faces.ts";
import { type Januses, startJanus } from "./harness/janus.ts";
import { PATIENCE } from "./harness/patience.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, endMeeting, meet, press } from "./harness/story.ts";

let janus: Januses;
let mesh: Service;
let gathered: Service;

before(async () => {
  janus = await startJanus();
  [mesh, gathered] = await Promise.all([startService(), startService({ settings: janus.settings })]);
});

after(async () => {
  await Promise.all([mesh.stop(), gathered.stop()]);
  await janus.stop();
});

const faces = (page: Page, count: number) => page.waitForSelector(`${at("faces")}[data-count="${count}"]`);

async function says(page: Page, css: string, words: RegExp): Promise<void> {
  await page.waitForFunction(
    (where: string, pattern: string) =>
      new RegExp(pattern).test(document.querySelector<HTMLElement>(where)?.innerText ?? ""),
    {},
    css,
    words.source,
  );
}

/** Are all pictures of others silent here? */
async function playsSound(page: Page, plays: boolean): Promise<void> {
  await page.waitForFunction(
    (css: string, wanted: boolean) => {
      const all = [...document.querySelectorAll<HTMLVideoElement>(css)];
      return all.length > 0 && all.every(({ muted }) => muted !== wanted);
    },
    {},
    at("remote-video"),
    plays,
  );
}

/** Packets of sound that left this page so far. */
const soundSent = (page: Page) =>
  page.evaluate(async () => {
    const open = window.testPeers.filter((peer) => peer.connectionState !== "closed");
    const reports = await Promise.all(open.map((peer) => peer.getStats()));
    const all = reports.flatMap((report) => [...report.values()]);
    const sound = all.filter(({ type, kind }) => type === "outbound-rtp" && kind === "audio");
    return sound.reduce((sum, { packetsSent = 0 }) => sum + packetsSent, 0);
  });

/** From some moment on packets leave, or none does. */
async function sendsSound(page: Page, sends: boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const before = await soundSent(page);
    await sleep(500);
    const sent = (await soundSent(page)) - before;
    if (sends ? sent > 5 : sent === 0) return;
  }
  throw new Error(`${page.url()} ${sends ? "sends no" : "still sends"} sound`);
}

async function withDevice(act: (device: Page) => Promise<void>): Promise<void> {
  const browser = await startBrowser("chromium", { language: "fi" });
  const device = await newPage(browser, PHONE);
  try {
    await act(device);
  } catch (error) {
    await picture(device, "failed-device").catch(() => undefined);
    throw new Error(faultsOf(device).join("\n"), { cause: error });
  } finally {
    await browser.close();
  }
}

/** From the settings: the picture to read, of which the test takes the address beside it. */
async function linkFor(owner: Page): Promise<string> {
  await owner.locator(at("settings")).click();
  await owner.locator(at("other-device")).click();
  const shown = await owner.waitForSelector(at("device-link"), { visible: true });
  return (await shown?.evaluate((element) => element.textContent?.trim() ?? "")) ?? "";
}

async function join(device: Page, link: string): Promise<void> {
  await device.goto(link);
  await axe(device);
  await picture(device, "companion-door");
  await device.locator(at("companion-join")).click();
  await device.waitForSelector(at("two-devices"), { visible: true });
}

async function closeDialogs(owner: Page): Promise<void> {
  await owner.locator(at("device-done")).click();
  await owner.keyboard.press("Escape");
  await owner.waitForSelector("dialog[open]", { hidden: true });
}

interface Scene {
  adviser: Page;
  client: Page;
  device: Page;
}

/** The client's device joins. Returns its address. */
async function added({ adviser, client, device }: Scene, service: Service): Promise<string> {
  await meet(adviser, client, await service.demoMeeting());
  const link = await linkFor(client);
  await axe(client);
  await picture(client, "companion-link");
  await join(device, link);
  await client.waitForSelector(at("device-joined"));
  await picture(client, "companion-joined");
  await closeDialogs(client);
  await Promise.all([faces(adviser, 2), faces(client, 1), faces(device, 1)]);
  return link;
}

const pictures = ({ adviser, client, device }: Scene) =>
  Promise.all([seesAll(adviser, 2, true), seesAll(client, 1, true), seesAll(device, 1, true)]);

/** `from` is silent and mute, `to` sends and plays. */
async function soundIs(from: Page, to: Page): Promise<void> {
  await Promise.all([playsSound(to, true), playsSound(from, false)]);
  await Promise.all([sendsSound(to, true), sendsSound(from, false)]);
}

async function soundMoves({ client, device }: Scene): Promise<void> {
  await device.locator(at("move-sound")).click();
  await client.waitForSelector(at("two-devices"), { visible: true });
  await soundIs(client, device);
  await axe(client);
  await picture(client, "companion-without-sound");
  await picture(device, "companion-with-sound");
}

/** Over to the phone and back: the sound is where it was. */
async function overThePhone({ adviser, client, device }: Scene): Promise<void> {
  await press(client, "move-to-phone");
  await Promise.all([adviser, client].map((page) => page.waitForSelector(at("by-phone"))));
  await sendsSound(device, false);
  await adviser.locator("::-p-text(Takaisin videoon)").click();
  await client.waitForSelector(at("hear-video"));
  await soundIs(client, device);
  await client.locator(at("hear-video")).click();
  await adviser.waitForSelector(at("by-phone"), { hidden: true });
}

const microphone = (on: boolean) => `${at("toggle-microphone")}[aria-pressed="${on}"]`;

async function speaks(page: Page): Promise<void> {
  await press(page, "toggle-microphone");
  await page.waitForSelector(microphone(true));
  await sendsSound(page, true);
}

/** The device is gone: the sound is where it was, without anybody's press; and silent, as it was there. */
async function deviceIsLost({ adviser, client, device }: Scene, link: string): Promise<void> {
  await press(device, "toggle-microphone");
  await says(adviser, `${at("far")}:last-of-type`, /Mikrofoni ei ole päällä/);
  await device.goto("about:blank");
  await client.waitForSelector(at("two-devices"), { hidden: true });
  await playsSound(client, true);
  await client.waitForSelector(microphone(false));
  await speaks(client);
  await device.goto(link);
  await client.waitForSelector(at("two-devices"), { visible: true });
  await client.locator(at("move-sound")).click();
  await says(device, at("two-devices"), /Siirrä ääni tähän/);
  await soundIs(device, client);
  await client.waitForSelector(microphone(false)); // as the device was, since nobody has said otherwise
  await speaks(client);
}

/** With the sound, and speaking: its owner speaks on. */
async function deviceLeaves({ adviser, client, device }: Scene, link: string): Promise<void> {
  await device.locator(at("move-sound")).click();
  await soundIs(client, device);
  await device.waitForSelector(microphone(true));
  await press(device, "leave");
  await device.waitForSelector(at("removed"));
  await picture(device, "companion-removed");
  await faces(adviser, 1);
  await Promise.all([seesAll(adviser, 1), seesAll(client, 1)]);
  await client.waitForSelector(microphone(true));
  await sendsSound(client, true);
  equal((await device.goto(link))?.status(), 404);
}

const WAYS = { "browser to browser": () => mesh, "through the media server": () => gathered };
for (const [way, service] of Object.entries(WAYS))
  test(`a second device adds its picture, and the sound is at one of the two: ${way}`, () =>
    withPeople(
      ({ adviser, client }) =>
        withDevice(async (device) => {
          const scene = { adviser, client, device };
          const link = await added(scene, service());
          await pictures(scene);
          await says(adviser, `${at("far")}:last-of-type`, /Demo-Virtanen, toinen laite/);
          await soundIs(device, client);
          await Promise.all([axe(device), axe(adviser)]);
          await Promise.all(Object.entries(scene).map(([name, page]) => picture(page, `companion-${name}`)));
          await soundMoves(scene);
          await Promise.all([client.reload(), device.reload()]);
          await pictures(scene);
          await soundIs(client, device);
          await overThePhone(scene);
          await deviceIsLost(scene, link);
          await deviceLeaves(scene, link);
          equal([adviser, client].flatMap(faultsOf).join("\n"), "");
        }),
      { language: "fi" },
    ));

test("the adviser has a second device too, sees those of others, and can remove one", () =>
  withPeople(
    ({ adviser, client }) =>
      withDevice(async (device) => {
        const meeting = await mesh.demoMeeting();
        await meet(adviser, client, meeting);
        await join(device, await linkFor(adviser));
        await closeDialogs(adviser);
        await faces(client, 2);
        await seesAll(client, 2, true);
        await press(device, "leave");
        await faces(client, 1);

        await join(device, await linkFor(client));
        await faces(adviser, 2);
        await adviser.locator(at("people")).click();
        await says(adviser, "dialog[open]", /Mukana myös toinen laite/);
        await picture(adviser, "companion-people");
        ok(await adviser.$(`${at("person")} ${at("device-remove")}`));
        await adviser.locator(at("device-remove")).click();
        await device.waitForSelector(at("removed"));
        await faces(adviser, 1);
      }),
    { language: "fi", phone: { ...PHONE, width: 320 }, desktop: DESKTOP },
  ));

test("a second device goes with the meeting", () =>
  withPeople(
    ({ adviser, client }) =>
      withDevice(async (device) => {
        await meet(adviser, client, await mesh.demoMeeting());
        await join(device, await linkFor(client));
        await closeDialogs(client);
        await faces(adviser, 2);
        await endMeeting(adviser);
        await says(device, at("removed"), /ei ole enää mukana.\s*Voit sulkea tämän sivun/);
        await axe(device);
        await picture(device, "companion-ended");
      }),
    { language: "fi" },
  ));
