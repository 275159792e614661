/**
 * A browser somewhere else (as root): in a network of its own, which reaches this machine by two ways through a router.
 *
 *   this machine ── router ═╦═ wifi ═╦═ the browser's network
 *                           ╚═ mobile ╝
 *
 * Networks have no name: each is there as long as the process that holds it, and that ends with this one.
 */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PROGRAMS } from "./browsers.ts";

const run = promisify(execFile);

const WAYS = { wifi: 64, mobile: 128 } as const;
export type WayOut = keyof typeof WAYS;

export interface Elsewhere {
  /** Where this machine is reached from there. */
  address: string;
  /** Starts Chromium there. */
  program: string;
  /** Close a way, or open it: with its address, and the way to everywhere by it. */
  down(way: WayOut): Promise<void>;
  up(way: WayOut): Promise<void>;
  /** After every browser there. */
  stop(): Promise<void>;
}

export async function startElsewhere(): Promise<Elsewhere> {
  const folder = await mkdtemp(join(tmpdir(), "lasna-elsewhere-"));
  const [router, there] = await Promise.all([newNetwork(), newNetwork()]);
  // 198.18.0.0/15 is for measurements: no network of anybody has it.
  const net = `198.18.${1 + (process.pid % 250)}`;
  const address = `${net}.1`;
  const up = async (way: WayOut) => {
    const first = WAYS[way];
    await there.ip("address", "replace", `${net}.${first + 2}/26`, "dev", way);
    await there.ip("link", "set", way, "up");
    await there.ip("route", "replace", "default", "via", `${net}.${first + 1}`);
  };
  try {
    const ours = `lasna${router.id}`;
    await run("ip", ["link", "add", ours, "type", "veth", "peer", "name", "out", "netns", router.id]);
    await run("ip", ["address", "add", `${address}/30`, "dev", ours]);
    await run("ip", ["link", "set", ours, "up"]);
    await router.ip("address", "add", `${net}.2/30`, "dev", "out");
    await router.ip("link", "set", "out", "up");
    await router.enter("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
    for (const [way, first] of Object.entries(WAYS)) {
      await router.ip("link", "add", way, "type", "veth", "peer", "name", way, "netns", there.id);
      await router.ip("address", "add", `${net}.${first + 1}/26`, "dev", way);
      await router.ip("link", "set", way, "up");
    }
    await router.ip("route", "add", "default", "via", address);
    await run("ip", ["route", "add", `${net}.0/24`, "via", `${net}.2`]);
    await there.ip("link", "set", "lo", "up");
    await up("wifi");
  } catch (error) {
    await Promise.all([router.end(), there.end()]);
    throw error;
  }
  const program = join(folder, "chromium");
  const words = `exec nsenter --target ${there.id} --net -- ${PROGRAMS.chromium} "$@"`;
  await writeFile(program, `#!/bin/sh\n${words}\n`, { mode: 0o755 });
  return {
    address,
    program,
    up,
    down: (way) => there.ip("link", "set", way, "down"),
    stop: async () => {
      await Promise.all([router.end(), there.end()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Held {
  /** The process that holds it. */
  id: string;
  enter(...words: string[]): Promise<void>;
  ip(...words: string[]): Promise<void>;
  end(): Promise<void>;
}

async function newNetwork(): Promise<Held> {
  const words = ["--pdeathsig=KILL", "--", "unshare", "--net", "sleep", "infinity"];
  const holder = spawn("setpriv", words, { stdio: "ignore" });
  const ended = new Promise((resolve) => holder.once("exit", resolve));
  await apart(holder);
  const id = String(holder.pid);
  const enter = async (...what: string[]) => {
    await run("nsenter", ["--target", id, "--net", "--", ...what]);
  };
  return {
    id,
    enter,
    ip: (...what) => enter("ip", ...what),
    end: async () => {
      holder.kill("SIGKILL");
      await ended;
    },
  };
}

/** Until it is in a network that is not ours. */
async function apart({ pid, exitCode }: ChildProcess): Promise<void> {
  const network = (of: string) => readlink(`/proc/${of}/ns/net`);
  const deadline = Date.now() + 10_000;
  while (exitCode === null && Date.now() < deadline) {
    if ((await network(String(pid))) !== (await network("self"))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("no network of its own: this needs root");
}
