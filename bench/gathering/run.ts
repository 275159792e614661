/**
 * Three meet through Janus (`make bench-gathering`), real browsers with pretended devices. How long the sound of the
 * other of the two who stay stands still (the worse of the two), read from when it was last played:
 *   two-to-three.gap   a third comes back in
 *   three-to-two.gap   they leave again
 *   web-killed.gap     kill -9 of the web process while three are there
 *   janus-killed.back  kill -9 of Janus: until the sound is there again
 * Median and p95 of RUNS (10). The service and Janus run on core 0, the browsers and this program on core 1.
 */

import type { Page } from "puppeteer-core";
import { connections, listenFor, openOnes, seesAll } from "../../e2e/harness/faces.ts";
import { type Januses, startJanus } from "../../e2e/harness/janus.ts";
import { type Service, startService } from "../../e2e/harness/service.ts";
import { at, press } from "../../e2e/harness/story.ts";
import { allMeet, type Three, withThree } from "../../e2e/harness/three.ts";
import { quantile } from "../join/clock.ts";

const RUNS = Number(process.env.RUNS ?? 10);
const SERVER_CORE = "0";
const GAP = 1000; // ms
const NO_GAP = 200; // ms: browsers that share a core stand still for so long by themselves
const BACK = 10_000; // ms

interface Figures {
  coming: number[];
  going: number[];
  killed: number[];
  janus: number[];
}

async function worstWhile({ adviser, client }: Three, act: () => Promise<void>): Promise<number> {
  const heard = await Promise.all([adviser, client].map(listenFor));
  await act();
  return Math.max(...(await Promise.all(heard.map((one) => one.longest()))));
}

async function all(three: Three): Promise<void> {
  const pages = Object.values(three) as Page[];
  await Promise.all(pages.map((page) => connections(page, 2)));
  await Promise.all(pages.map((page) => seesAll(page, 2)));
}

async function comeAndGo(three: Three, figures: Figures): Promise<void> {
  const { adviser, client, interpreter } = three;
  const link = interpreter.url();
  for (let run = 0; run < RUNS; run++) {
    const going = await worstWhile(three, async () => {
      await press(interpreter, "leave");
      await Promise.all([connections(adviser, 1), connections(client, 1)]);
    });
    figures.going.push(going);
    const coming = await worstWhile(three, async () => {
      await interpreter.goto(link);
      await all(three);
    });
    figures.coming.push(coming);
  }
}

async function breakThings(three: Three, service: Service, janus: Januses, figures: Figures): Promise<void> {
  for (let run = 0; run < RUNS; run++) {
    const killed = await worstWhile(three, async () => {
      process.kill(await service.child("web"), "SIGKILL");
      await three.adviser.waitForSelector(at("reconnecting"));
      await three.adviser.waitForSelector(at("reconnecting"), { hidden: true });
      await all(three);
    });
    figures.killed.push(killed);
    const back = await worstWhile(three, async () => {
      const before = await openOnes(three.adviser);
      process.kill(await janus.child(), "SIGKILL");
      await three.adviser.waitForFunction(
        (lost: number[]) => lost.every((place) => window.testPeers[place]?.connectionState === "closed"),
        { polling: 100 },
        before,
      );
      await all(three);
    });
    figures.janus.push(back);
  }
}

function report(name: string, values: number[], share: number, goal: number): boolean {
  const value = quantile(values, share);
  const holds = value <= goal;
  console.log(`${name}: ${Math.round(value)} ms (goal <= ${goal} ms) ${holds ? "holds" : "falls short"}`);
  return holds;
}

const janus = await startJanus(SERVER_CORE);
const service = await startService({ settings: janus.settings, cores: SERVER_CORE });
const figures: Figures = { coming: [], going: [], killed: [], janus: [] };
try {
  const chromium = { adviser: "chromium", client: "chromium", interpreter: "chromium" } as const;
  await withThree(chromium, async (three) => {
    await allMeet(three, service);
    await all(three);
    await comeAndGo(three, figures);
    await breakThings(three, service, janus, figures);
  });
} finally {
  await service.stop();
  await janus.stop();
}
if (RUNS < 10) console.log(`only ${RUNS} runs: a try, not a measurement`);
const kept = [
  report("two-to-three.gap.median", figures.coming, 0.5, GAP),
  report("three-to-two.gap.median", figures.going, 0.5, GAP),
  report("web-killed.gap.median", figures.killed, 0.5, NO_GAP),
  report("janus-killed.back.median", figures.janus, 0.5, BACK),
  report("janus-killed.back.p95", figures.janus, 0.95, BACK),
];
process.exitCode = kept.every(Boolean) ? 0 : 1;
