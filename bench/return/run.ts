/**
 * How soon people are back when the web process is killed in a meeting (`make bench-return`).
 *   socket  killed → both screens have their welcome again
 *   media   longest pause between two remote frames around the kill, beside the longest in quiet
 */

import type { Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../../e2e/harness/browsers.ts";
import { seesAndHears } from "../../e2e/harness/media.ts";
import { startService } from "../../e2e/harness/service.ts";
import { meet } from "../../e2e/harness/story.ts";
import { quantile } from "../join/clock.ts";

const RUNS = Number(process.env.RUNS ?? 12);
const SERVER_CORE = "0";
const SOCKET_GOAL = 4000; // ms, embedded: one web process
// ms in which frames are watched. Two of them between kills: a process that lives for ten seconds is healthy,
// and the supervisor starts it again at once.
const WINDOW = 6000;

declare global {
  interface Window {
    returnMoments: { welcomes: number[]; frames: number[] };
  }
}

/** Runs before the page's own code: when welcomes and remote frames came. */
const WATCH = `
  window.returnMoments = { welcomes: [], frames: [] };
  window.WebSocket = class extends window.WebSocket {
    constructor(...settings) {
      super(...settings);
      this.addEventListener("message", ({ data }) => {
        if (String(data).startsWith('{"type":"welcome"')) window.returnMoments.welcomes.push(Date.now());
      });
    }
  };
  const watched = new WeakSet();
  const follow = (video) => {
    video.requestVideoFrameCallback(() => {
      window.returnMoments.frames.push(Date.now());
      follow(video);
    });
  };
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('[data-testid="remote-video"]')) {
      if (watched.has(video)) continue;
      watched.add(video);
      follow(video);
    }
  }).observe(document, { childList: true, subtree: true });
`;

async function watchedPage(viewport: typeof PHONE): Promise<{ page: Page; close(): Promise<void> }> {
  const browser = await startBrowser("chromium");
  const page = await newPage(browser, viewport);
  await page.evaluateOnNewDocument(WATCH);
  return { page, close: () => browser.close() };
}

async function welcomedAfter(page: Page, moment: number): Promise<number> {
  const found = await page.waitForFunction(
    (since: number) => window.returnMoments.welcomes.find((at) => at > since),
    {},
    moment,
  );
  return ((await found.jsonValue()) as number) - moment;
}

/** The longest time between two frames that began in this span, in ms. */
async function longestPause(page: Page, from: number, until: number): Promise<number> {
  await page.waitForFunction((end: number) => (window.returnMoments.frames.at(-1) ?? 0) > end, {}, until);
  return page.evaluate(
    (start: number, end: number) => {
      const frames = window.returnMoments.frames.filter((at) => at >= start && at <= end);
      return Math.max(...frames.slice(1).map((at, index) => at - (frames[index] ?? at)));
    },
    from,
    until,
  );
}

const service = await startService({ cores: SERVER_CORE });
const people = await Promise.all([watchedPage(DESKTOP), watchedPage(PHONE)]);
const [adviser, client] = people.map(({ page }) => page) as [Page, Page];
const sockets: number[] = [];
const pauses: number[] = [];
const quiet: number[] = [];
try {
  await meet(adviser, client, await service.demoMeeting());
  await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  for (let run = 0; run < RUNS; run += 1) {
    const calm = Date.now();
    quiet.push(await longestPause(client, calm, calm + WINDOW));
    const killed = Date.now();
    process.kill(await service.child("web"), "SIGKILL");
    const back = await Promise.all([welcomedAfter(adviser, killed), welcomedAfter(client, killed)]);
    sockets.push(Math.max(...back));
    pauses.push(await longestPause(client, killed, killed + WINDOW));
  }
} finally {
  await Promise.all(people.map((one) => one.close()));
  await service.stop();
}

function report(name: string, value: number, goal: number, floor: number): boolean {
  const holds = value <= goal;
  const numbers = `${value.toFixed(0)} ms (goal <= ${goal.toFixed(0)} ms; baseline ${floor.toFixed(0)} ms)`;
  console.log(`${name}: ${numbers} ${holds ? "holds" : "falls short"}`);
  return holds;
}

if (RUNS < 10) console.log(`only ${RUNS} runs: a try, not a measurement`);
const kept = [0.5, 0.95].flatMap((share) => {
  const label = share === 0.5 ? "median" : "p95";
  const calm = quantile(quiet, share);
  return [
    report(`return.socket.${label}`, quantile(sockets, share), SOCKET_GOAL, 0),
    // A frame later than in quiet by less than a quarter of a second is the machine, not a gap.
    report(`return.media-pause.${label}`, quantile(pauses, share), calm + 250, calm),
  ];
});
process.exitCode = kept.every(Boolean) ? 0 : 1;
