/**
 * How fast people see each other (`make bench-join`). Three ways in turn, in the same two Chromiums:
 *   bare    a bare page opened → first remote frame
 *   admit   *admit* pressed in ours → first remote frame on both sides
 *   return  the link opened by a client already admitted in this browser → first remote frame
 * Servers run on core 0; browsers (and this program, by the Makefile) on core 1.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../../e2e/harness/browsers.ts";
import { startRelay } from "../../e2e/harness/relay.ts";
import { freePort, type Service, startService } from "../../e2e/harness/service.ts";
import { arrive, enterAsAdviser, press, see } from "../../e2e/harness/story.ts";
import { admitPressed, firstFrame, quantile, WATCH } from "./clock.ts";

const RUNS = Number(process.env.RUNS ?? 12);
const SERVER_CORE = "0";
const ADMIT_GOAL = 1.0; // × bare
const RETURN_GOAL = 1.3;

interface Times {
  bare: number[];
  admit: number[];
  return: number[];
}

async function startBare(): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const program = join(import.meta.dirname, "bare.ts");
  const words = [
    "--pdeathsig=KILL",
    "--",
    "taskset",
    "-c",
    SERVER_CORE,
    process.execPath,
    program,
    String(port),
  ];
  const child = spawn("setpriv", words, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return { url: `http://localhost:${port}/`, stop: () => child.kill("SIGTERM") };
}

async function watchedPage(browser: Browser, viewport: typeof PHONE): Promise<Page> {
  const page = await newPage(browser, viewport);
  await page.evaluateOnNewDocument(WATCH);
  return page;
}

async function bare(adviser: Page, client: Page, url: string, peer: RTCConfiguration): Promise<number> {
  const address = `${url}?room=${Math.random()}#${encodeURIComponent(JSON.stringify(peer))}`;
  await adviser.goto(address);
  await adviser.waitForSelector("[data-ready]");
  const opened = Date.now();
  await client.goto(address);
  const seen = await firstFrame(client);
  await Promise.all([adviser.goto("about:blank"), client.goto("about:blank")]);
  return seen - opened;
}

async function ours(
  adviser: Page,
  client: Page,
  service: Service,
): Promise<{ admit: number; return: number }> {
  const meeting = await service.demoMeeting();
  await enterAsAdviser(adviser, meeting);
  await arrive(client, meeting);
  await press(adviser, "admit");
  const frames = await Promise.all([firstFrame(adviser), firstFrame(client)]);
  const admitted = await admitPressed(adviser);

  await client.goto("about:blank");
  await see(adviser, "stage");
  const opened = Date.now();
  await client.goto(meeting.client_url);
  const back = await firstFrame(client);
  await Promise.all([adviser.goto("about:blank"), client.goto("about:blank")]);
  return { admit: Math.max(...frames) - admitted, return: back - opened };
}

async function measure(settings: Record<string, string>, peer: RTCConfiguration): Promise<Times> {
  const [service, plain] = await Promise.all([startService({ settings, cores: SERVER_CORE }), startBare()]);
  const browsers = await Promise.all([startBrowser("chromium"), startBrowser("chromium")]);
  const times: Times = { bare: [], admit: [], return: [] };
  try {
    const adviser = await watchedPage(browsers[0], DESKTOP);
    const client = await watchedPage(browsers[1], PHONE);
    for (let run = -1; run < RUNS; run += 1) {
      const plainly = await bare(adviser, client, plain.url, peer);
      const our = await ours(adviser, client, service);
      if (run < 0) continue; // the first round fills caches
      times.bare.push(plainly);
      times.admit.push(our.admit);
      times.return.push(our.return);
    }
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    plain.stop();
    await service.stop();
  }
  return times;
}

/** One line a figure. True when the goal is kept. */
function report(name: string, value: number, floor: number, factor: number): boolean {
  const goal = floor * factor;
  const holds = value <= goal;
  const numbers = `${value.toFixed(0)} ms (goal <= ${goal.toFixed(0)} ms; baseline ${floor.toFixed(0)} ms)`;
  console.log(`${name}: ${numbers} ${holds ? "holds" : "falls short"}`);
  return holds;
}

function reportAll(times: Times, name: string): boolean {
  const kept = [0.5, 0.95].flatMap((share) => {
    const label = share === 0.5 ? "median" : "p95";
    const floor = quantile(times.bare, share);
    return [
      report(`${name}.admit.${label}`, quantile(times.admit, share), floor, ADMIT_GOAL),
      report(`${name}.return.${label}`, quantile(times.return, share), floor, RETURN_GOAL),
    ];
  });
  return kept.every(Boolean);
}

if (RUNS < 10) console.log(`only ${RUNS} runs: a try, not a measurement`);
const direct = await measure({}, {});
const kept = reportAll(direct, "join");
const relay = await startRelay(SERVER_CORE);
const relayed = await measure(relay.settings, relay.peer);
await relay.stop();
console.log("beside it, all media through a relay (printed, not required):");
reportAll(relayed, "join-relay");
process.exitCode = kept ? 0 : 1;
