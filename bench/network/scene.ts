/** Two people at two browsers, and the network between them. */

import type { Browser, Page, Viewport } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../../e2e/harness/browsers.ts";
import { Network, type Side } from "./network.ts";
import { keepSamples, type Sample, samplesOf } from "./samples.ts";

export interface Scene {
  adviser: Page;
  client: Page;
  network: Network;
  close(): Promise<void>;
}

/**
 * A way to call. Both are led to where only the connection is missing; then `before` sets the network; then they
 * connect. Ends when all that people do is done; whether anything arrives is another question.
 */
export type Way = (scene: Scene, before: () => void) => Promise<void>;

/** Addresses by number: a name that only a responder in this machine's network knows has no mirror. */
const FLAGS = ["--disable-features=WebRtcHideLocalIpsWithMdns"];
/** Milliseconds within which a call must have come up, and between two looks at whether something holds. */
const COMES_UP_IN = 20_000;
const LOOK_EVERY = 100;

export async function newScene(): Promise<Scene> {
  const network = new Network();
  const browsers = await Promise.all([
    startBrowser("chromium", { flags: FLAGS }),
    startBrowser("chromium", { flags: FLAGS }),
  ]);
  const [adviser, client] = await Promise.all([
    pageIn(browsers[0], DESKTOP, network, "adviser"),
    pageIn(browsers[1], PHONE, network, "client"),
  ]);
  const close = async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    network.close();
  };
  return { adviser, client, network, close };
}

async function pageIn(browser: Browser, viewport: Viewport, network: Network, side: Side): Promise<Page> {
  const page = await newPage(browser, viewport);
  await network.between(page, side);
  await page.evaluateOnNewDocument(keepSamples);
  return page;
}

/** Both pages are left, and with them the call. */
export async function hangUp({ adviser, client }: Scene): Promise<void> {
  await Promise.all([adviser.goto("about:blank"), client.goto("about:blank")]);
}

/** What is said of the side that has the worse of it: the larger number. */
export async function worse({ adviser, client }: Scene, say: (samples: Sample[]) => number): Promise<number> {
  const both = await Promise.all([samplesOf(adviser), samplesOf(client)]);
  return Math.max(...both.map(say));
}

/** A span of time in which something is measured. */
export const span = (ms: number) => new Promise((over) => setTimeout(over, ms));

/** Until `holds`, or this many ms are over. Whether it came to hold. */
export async function holdsWithin(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await span(LOOK_EVERY);
  }
  return false;
}

/** Sound comes in at both: ten packets at least. */
export function comesUp(scene: Scene): Promise<boolean> {
  return holdsWithin(COMES_UP_IN, async () => {
    const wanting = await worse(scene, (samples) => 10 - (samples.at(-1)?.packets ?? 0));
    return wanting <= 0;
  });
}

/** A call in a network that is wide enough for any. */
export async function up(scene: Scene, way: Way, before: () => void = () => undefined): Promise<void> {
  await way(scene, before);
  if (!(await comesUp(scene))) throw new Error("the call did not come up");
}
