/** Three and more meet through the media server, and two go on by themselves. # N16, N20 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { type Engine, faultsOf, picture } from "./harness/browsers.ts";
import { connections, listenFor, openOnes, seesAll } from "./harness/faces.ts";
import { type Januses, startJanus } from "./harness/janus.ts";
import { mediaOf } from "./harness/media.ts";
import { PATIENCE } from "./harness/patience.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, press } from "./harness/story.ts";
import { allMeet, type Each, each, INTERPRETER, type Three, withThree } from "./harness/three.ts";

const CHROMIUM: Each<Engine> = { adviser: "chromium", client: "chromium", interpreter: "chromium" };
const MIXED: Each<Engine> = { adviser: "chromium", client: "firefox", interpreter: "chromium" };
let janus: Januses;
let service: Service;

before(async () => {
  janus = await startJanus();
  service = await startService({ settings: janus.settings });
});

after(async () => {
  await service.stop();
  await janus.stop();
});

/**
 * By the media server alone: one connection sends, the other receives. They are counted once all faces are there: before
 * that two may be there as well, and one of them the pair's own.
 */
async function gather(three: Three): Promise<void> {
  await allMeet(three, service);
  await each((who) => seesAll(three[who], 2));
  await each((who) => connections(three[who], 2));
}

/** By which the packets of each open connection are sealed. */
const ciphersOf = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => {
    const open = window.testPeers.filter((peer) => peer.connectionState === "connected");
    const reports = await Promise.all(open.map((peer) => peer.getStats()));
    return reports
      .flatMap((report) => [...report.values()])
      .filter(({ type }) => type === "transport")
      .map(({ srtpCipher }) => srtpCipher);
  });

async function wellDone(three: Three): Promise<void> {
  await each(async (who) => equal(faultsOf(three[who]).join("\n"), ""));
}

for (const engines of [CHROMIUM, MIXED])
  test(`three meet through the media server, and two go on without it: ${Object.values(engines).join(", ")}`, () =>
    withThree(engines, async (three) => {
      const { adviser, client, interpreter } = three;
      await gather(three);
      await each((who) => picture(three[who], `gathering-${who}`));
      const chosenByJanus = ["SRTP_AEAD_AES_256_GCM", "SRTP_AEAD_AES_256_GCM"];
      await each(async (who) => deepEqual(await ciphersOf(three[who]), chosenByJanus));
      await axe(client);
      await press(interpreter, "leave");
      await Promise.all([connections(adviser, 1), connections(client, 1)]);
      await Promise.all([seesAll(adviser, 1), seesAll(client, 1)]);
      await wellDone(three);
    }));

test("who leaves and returns at once is seen and heard by all, who had begun to go on without them", () =>
  withThree(CHROMIUM, async (three) => {
    await gather(three);
    await press(three.interpreter, "leave");
    await three.interpreter.waitForSelector(at("left"), { visible: true });
    await Promise.all([
      three.interpreter.waitForNavigation(),
      three.interpreter.locator(at("return")).click(),
    ]);
    await each((who) => seesAll(three[who], 2));
    await each((who) => connections(three[who], 2));
    await each((who) => seesAll(three[who], 2));
    await wellDone(three);
  }));

test("with a relay Janus is reached through it alone", () =>
  withThree(CHROMIUM, async (three) => {
    const relayed = await startService({ settings: { ...janus.settings, ...janus.relay } });
    try {
      await allMeet(three, relayed);
      await each((who) => connections(three[who], 2));
      await each((who) => seesAll(three[who], 2));
      for (const { routes } of Object.values(await each((who) => mediaOf(three[who]))))
        deepEqual(new Set(routes), new Set(["relay"]));
    } finally {
      await relayed.stop();
    }
  }));

// ---- nothing is heard too long ------------------------------------------------------------------------------

/** The promise: the sound stands still for no longer than this when a third comes, and when they go. */
const GAP = 1000;

test("the two who talk go on hearing each other while a third comes and goes", () =>
  withThree(CHROMIUM, async (three) => {
    const { adviser, client, interpreter } = three;
    let heard: { longest(): Promise<number> }[] = [];
    const listen = async () => {
      heard = await Promise.all([adviser, client].map(listenFor));
    };
    const gaps = async () => Promise.all(heard.map((one) => one.longest()));
    await allMeet(three, service, listen);
    await each((who) => connections(three[who], 2));
    await each((who) => seesAll(three[who], 2));
    const coming = await gaps();
    await listen();
    await press(interpreter, "leave");
    await Promise.all([connections(adviser, 1), connections(client, 1)]);
    const going = await gaps();
    for (const gap of [...coming, ...going]) ok(gap < GAP, JSON.stringify({ coming, going }));
  }));

// ---- whoever is put out -------------------------------------------------------------------------------------

/** A page that keeps what it has, whatever the room tells it: it neither closes a connection nor loads itself again. */
async function holdFast(page: Page): Promise<void> {
  await page.evaluate(() => {
    RTCPeerConnection.prototype.close = () => undefined;
  });
  await page.setRequestInterception(true);
  page.on("request", (request) =>
    request.isNavigationRequest() ? request.abort("aborted") : request.continue(),
  );
}

/** Packets that have come by all connections that the page ever had. */
async function packets(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const reports = await Promise.all(window.testPeers.map((peer) => peer.getStats()));
    const all: { type: string; packetsReceived?: number }[] = reports.flatMap((one) => [...one.values()]);
    const incoming = all.filter(({ type }) => type === "inbound-rtp");
    return incoming.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
  });
}

/** The promise of being out, and how long it is then watched that nothing comes. Milliseconds. */
const OUT_WITHIN = 2000;
const WATCHED = 2000;

async function putOut(adviser: Page, words: string): Promise<void> {
  await adviser.locator(at("people")).click();
  const path = `//section[@data-testid="person"][contains(., "${INTERPRETER}")]//button[.="${words}"]`;
  await adviser.locator(`::-p-xpath(${path})`).click();
}

for (const words of ["Pyydä odottamaan", "Poista"])
  test(`whoever is put out receives nothing from the media server, even with a page that keeps all it has: ${words}`, () =>
    withThree(CHROMIUM, async (three) => {
      await gather(three);
      await holdFast(three.interpreter);
      const was = await packets(three.interpreter);
      await sleep(500);
      ok((await packets(three.interpreter)) > was, "the same count sees what comes while they are in");
      await putOut(three.adviser, words);
      await sleep(OUT_WITHIN);
      const from = await packets(three.interpreter);
      await sleep(WATCHED);
      equal((await packets(three.interpreter)) - from, 0);
    }));

// ---- what breaks --------------------------------------------------------------------------------------------

/** None of these is open any more. */
async function othersThan(page: Page, places: number[]): Promise<void> {
  await page.waitForFunction(
    (lost: number[]) => lost.every((place) => window.testPeers[place]?.connectionState === "closed"),
    { timeout: PATIENCE, polling: 100 },
    places,
  );
}

test("the web process is killed: media goes on by the same connections, and the next process has them", () =>
  withThree(CHROMIUM, async (three) => {
    await gather(three);
    const before = await each((who) => openOnes(three[who]));
    process.kill(await service.child("web"), "SIGKILL");
    await three.adviser.waitForSelector(at("reconnecting"));
    // A server begins anew beside three browsers that have all of this machine.
    const back = { hidden: true, timeout: 2 * PATIENCE };
    await each((who) => three[who].waitForSelector(at("reconnecting"), back));
    await each((who) => seesAll(three[who], 2));
    deepEqual(await each((who) => openOnes(three[who])), before);
    // The process that has them now ends a leg.
    await holdFast(three.interpreter);
    await putOut(three.adviser, "Pyydä odottamaan");
    await sleep(OUT_WITHIN);
    const from = await packets(three.interpreter);
    await sleep(WATCHED);
    equal((await packets(three.interpreter)) - from, 0);
  }));

test("Janus is killed: the meeting is back by itself, in the same seats, whoever was silent still is", () =>
  withThree(CHROMIUM, async (three) => {
    await gather(three);
    await press(three.client, "toggle-microphone");
    const lost = await each((who) => openOnes(three[who]));
    process.kill(await janus.child(), "SIGKILL");
    await each((who) => othersThan(three[who], lost[who]));
    await each((who) => connections(three[who], 2));
    await each((who) => seesAll(three[who], 2));
    equal(
      await three.client.$eval(at("toggle-microphone"), (one) => one.getAttribute("aria-pressed")),
      "false",
    );
  }));

test("Janus goes and stays away: the three go on without it, each sending to each", () =>
  withThree(CHROMIUM, async (three) => {
    const lost = await startJanus();
    const without = await startService({ settings: lost.settings });
    try {
      await allMeet(three, without);
      await each((who) => seesAll(three[who], 2));
      await each((who) => connections(three[who], 2));
      const before = await each((who) => openOnes(three[who]));
      await lost.stop();
      await each((who) => othersThan(three[who], before[who]));
      await each((who) => connections(three[who], 2));
      await each((who) => seesAll(three[who], 2));
      await wellDone(three);
    } finally {
      await lost.stop();
      await without.stop();
    }
  }));
