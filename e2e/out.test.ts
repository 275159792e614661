/** Three in one meeting: whoever is held or removed is out within two seconds, in whatever browsers they are. # N20, N44 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ElementHandle, Page } from "puppeteer-core";
import { type Engine, faultsOf } from "./harness/browsers.ts";
import { flowing } from "./harness/media.ts";
import { PATIENCE } from "./harness/patience.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, press } from "./harness/story.ts";
import { allMeet, type Each, each, INTERPRETER, type Three, withThree } from "./harness/three.ts";

/** The promise: so long after the press nothing comes any more. Milliseconds. */
const OUT_WITHIN = 2_000;
/** How long it is then watched that nothing comes. */
const WATCHED = 3_000;
let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function until<T>(look: () => T | Promise<T>, promise: string): Promise<NonNullable<T>> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(promise);
}

// ---- the list of people ------------------------------------------------------------------------------------

async function closePeople(adviser: Page): Promise<void> {
  await adviser.keyboard.press("Escape");
  await adviser.waitForSelector("dialog[open]", { hidden: true });
}

/** Something at the interpreter in the adviser's list of people. */
function theirs(path: string): string {
  return `::-p-xpath(//section[@data-testid="person"][contains(., "${INTERPRETER}")]//${path})`;
}

/** Each sees and hears both others. */
async function meetAll(three: Three): Promise<void> {
  await allMeet(three, service);
  await each((who) => flowing(three[who], 2));
}

// ---- what comes --------------------------------------------------------------------------------------------

interface Message {
  type: string;
  room?: number;
  rooms?: Record<string, number>;
  event?: { type: string; camera?: boolean } | null;
}

/** What comes by the sockets of the page from now on, whatever the page makes of it. Over reloads, too. */
async function listen(page: Page): Promise<Message[]> {
  const heard: Message[] = [];
  const cdp = await page.createCDPSession();
  cdp.on("Network.webSocketFrameReceived", ({ response: { opcode, payloadData } }) => {
    if (opcode === 1) heard.push(JSON.parse(payloadData) as Message);
  });
  await cdp.send("Network.enable");
  return heard;
}

interface Received {
  /** When the document began: another one has other connections. */
  since: number;
  /** By every connection that the document ever had, in their order. By a closed one nothing comes: 0. */
  packets: number[];
}

async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const packetsOf = async (peer: RTCPeerConnection) => {
      const reports: { type: string; packetsReceived?: number }[] = [...(await peer.getStats()).values()];
      const incoming = reports.filter(({ type }) => type === "inbound-rtp");
      return incoming.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
    };
    const packets = await Promise.all(window.testPeers.map(packetsOf));
    return { since: performance.timeOrigin, packets };
  });
}

interface Came {
  /** Packets by each connection: less than 0 where it was closed only meanwhile. */
  packets: number[];
  messages: Message[];
}

/** What comes to each in a while, in which all that are here talk on and the adviser's camera goes off and on. */
async function watch(three: Three, heard: Each<Message[]>): Promise<Each<Came>> {
  const from = await each(async (who) => heard[who].length);
  const was = await each((who) => received(three[who]));
  await Promise.all([sleep(WATCHED), offAndOn(three.adviser, heard.client)]);
  const now = await each((who) => received(three[who]));
  return each(async (who) => {
    equal(now[who].since, was[who].since, "the page stays");
    const before = was[who].packets;
    const packets = now[who].packets.map((sum, connection) => sum - (before[connection] ?? 0));
    return { packets, messages: heard[who].slice(from[who]) };
  });
}

async function offAndOn(adviser: Page, heard: Message[]): Promise<void> {
  for (const on of [false, true]) {
    const from = heard.length;
    await press(adviser, "toggle-camera");
    await until(
      () => heard.slice(from).some(({ event }) => event?.camera === on),
      `the client is told: camera ${on}`,
    );
  }
}

/** By which of the page's connections the interpreter is seen. */
async function connectionOf(page: Page): Promise<number> {
  return page.evaluate((name: string) => {
    const video = document.querySelector<HTMLVideoElement>(`[aria-label="${name}"] video`);
    const stream = video?.srcObject as MediaStream | undefined;
    return window.testPeers.findIndex((peer) =>
      peer.getReceivers().some(({ track }) => stream?.getTracks().includes(track)),
    );
  }, INTERPRETER);
}

/** How often it was told that somebody's camera goes off or on. */
const told = ({ messages }: Came) => messages.filter(({ event }) => event?.camera !== undefined).length;

/** By how many connections something came. */
const growing = ({ packets }: Came) => packets.filter((grown) => grown > 0).length;

/** Events of this stream, their numbers, and signals, which pass in the meeting alone. */
function ofRoom({ messages }: Came, room: number): Message[] {
  return messages.filter(
    (one) => one.type === "signal" || one.room === room || one.rooms?.[room] !== undefined,
  );
}

// ---- held or removed ---------------------------------------------------------------------------------------

/** Press it; when that was, as the page itself saw it. */
async function pressed(page: Page, button: ElementHandle<Element>): Promise<number> {
  const seen = page.evaluate(
    () =>
      new Promise<number>((done) => {
        addEventListener("click", () => done(Date.now()), { capture: true, once: true });
      }),
  );
  await button.click();
  return seen;
}

async function putOut(adviser: Page, words: string): Promise<number> {
  await adviser.locator(at("people")).click();
  const button = await adviser.waitForSelector(theirs(`button[.="${words}"]`), { visible: true });
  ok(button);
  const when = await pressed(adviser, button);
  await closePeople(adviser);
  return when;
}

const DEEDS = [
  { deed: "held", button: "Pyydä odottamaan", reads: "Nobody sees or hears you now." },
  { deed: "removed", button: "Poista", reads: "The meeting goes on without you." },
];

for (const { deed, button, reads } of DEEDS) {
  test(`whoever is ${deed} receives no packet and no event from two seconds on, and is received by nobody`, () =>
    withThree({ adviser: "chromium", client: "chromium", interpreter: "chromium" }, async (three) => {
      const heard = await each((who) => listen(three[who]));
      await meetAll(three);
      const way = { adviser: await connectionOf(three.adviser), client: await connectionOf(three.client) };
      const room = heard.client.find(({ event }) => event?.type === "seat.taken")?.room ?? 0;

      // The same watch sees both while they are in.
      const inside = await watch(three, heard);
      for (const came of Object.values(inside)) {
        equal(growing(came), 2);
        ok(told(came) >= 2);
      }

      const when = await putOut(three.adviser, button);
      await sleep(when + OUT_WITHIN - Date.now());
      const outside = await watch(three, heard);
      deepEqual(outside.interpreter.packets.filter(Boolean), []);
      deepEqual(ofRoom(outside.interpreter, room), []);
      for (const who of ["adviser", "client"] as const) {
        equal(growing(outside[who]), 1, `${who} and who else is here see and hear each other`);
        equal(outside[who].packets[way[who]], 0);
        ok(told(outside[who]) >= 2);
      }
      await three.interpreter.waitForFunction((words) => document.body.innerText.includes(words), {}, reads);
      await each(async (who) => equal(faultsOf(three[who]).join("\n"), ""));
    }));
}

// ---- in two kinds of browser -------------------------------------------------------------------------------

const MIXED: Each<Engine>[] = [
  { adviser: "chromium", client: "firefox", interpreter: "chromium" },
  { adviser: "firefox", client: "chromium", interpreter: "chromium" },
];

for (const engines of MIXED) {
  test(`each of three sees and hears both others: ${Object.values(engines).join(", ")}`, () =>
    withThree(engines, async (three) => {
      await meetAll(three);
      await each(async (who) => equal(faultsOf(three[who]).join("\n"), ""));
    }));
}
