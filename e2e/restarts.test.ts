/** A deploy during a call: web and worker are restarted again and again, and nobody misses a second of it. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import { type Media, mediaOf, seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import type { DemoMeeting } from "./harness/service.ts";
import { gone, isThere, meet } from "./harness/story.ts";

const ROOT = join(import.meta.dirname, "..");
/** Each restarts two web processes and a worker in turn. */
const ROUNDS = process.env.LASNA_TEST_LOOPS === "full" ? 100 : 10;
const SECOND = 1000;
const LIMIT = 1_800_000;

interface Proxied {
  meeting: DemoMeeting;
  /** Restart every process in turn. */
  roll(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL, Redis, two web processes, a worker, and nginx as in deploy/ before them. */
async function startProxied(): Promise<Proxied> {
  const folder = await mkdtemp(join(tmpdir(), "lasna-proxied-"));
  const words = ["--pdeathsig=TERM", "--", join(ROOT, ".venv", "bin", "python"), "-m", "lasna.tests.proxied"];
  const child: ChildProcess = spawn("setpriv", [...words, folder], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (!child.stdout || !child.stdin) throw new Error("no pipes");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async () => {
    const line = await lines.next();
    if (line.done) throw new Error("the service ended");
    return JSON.parse(line.value) as { meeting: DemoMeeting };
  };
  const { meeting } = await said();
  return {
    meeting,
    roll: async () => {
      child.stdin?.write("roll\n");
      await said();
    },
    stop: async () => {
      child.stdin?.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Counts the seconds in which no picture or no sound came. */
function watch(page: Page): { over(): Promise<{ seconds: number; without: string[] }> } {
  let over = false;
  const without: string[] = [];
  const counted = (async () => {
    let seconds = 0;
    let before: Media = await mediaOf(page);
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, SECOND));
      const now = await mediaOf(page);
      seconds += 1;
      if (now.audioPackets <= before.audioPackets) without.push(`sound in second ${seconds}`);
      if (now.framesDecoded <= before.framesDecoded) without.push(`picture in second ${seconds}`);
      before = now;
    }
    return seconds;
  })();
  counted.catch(() => undefined); // a page that is closed under it: the test has failed already
  return {
    over: async () => {
      over = true;
      return { seconds: await counted, without };
    },
  };
}

const peersOf = (page: Page) => page.evaluate(() => window.testPeers.length);

test("while web and worker are restarted no second of the call is lost", { timeout: LIMIT }, async () => {
  const service = await startProxied();
  try {
    await withPeople(async ({ adviser, client }) => {
      const both = [adviser, client];
      await meet(adviser, client, service.meeting);
      await Promise.all(both.map(seesAndHears));
      const peers = await Promise.all(both.map(peersOf));
      const watched = both.map(watch);
      for (let round = 0; round < ROUNDS; round += 1) {
        await service.roll();
        await Promise.all(both.map((page) => gone(page, "reconnecting")));
      }
      const heard = await Promise.all(watched.map((one) => one.over()));
      const seconds = heard.map((one) => one.seconds).join(" and ");
      console.log(
        `restarts.media-gap: ${heard.flatMap((one) => one.without).length} of ${seconds} seconds (goal <= 0)`,
      );
      assert.deepEqual(
        heard.map((one) => one.without),
        [[], []],
      );
      assert.deepEqual(
        await Promise.all(both.map(peersOf)),
        peers,
        "the connection is the one of the beginning",
      );
      assert.deepEqual(await Promise.all(both.map((page) => isThere(page, "stage"))), [true, true]);
      await Promise.all(both.map(seesAndHears));
    });
  } finally {
    await service.stop();
  }
});
