/** The real service (`lasna run --demo`) in its own data folder on a free port. */

import { execFile, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyPrepared } from "./prepared.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const LASNA = join(ROOT, ".venv", "bin", "lasna");
const run = promisify(execFile);

export interface DemoMeeting {
  adviser_url: string;
  client_url: string;
  code: string;
  meeting_id: number;
}

export interface Service {
  url: string;
  port: number;
  data: string;
  /** What `lasna …` prints, run beside the service. */
  lasna(...words: string[]): Promise<string>;
  /** A meeting that starts now. */
  demoMeeting(): Promise<DemoMeeting>;
  /** The process id of `web` or `worker` at this moment. */
  child(name: "web" | "worker"): Promise<number>;
  /** Everything the service has logged. */
  said(): Promise<string>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** More settings, as environment variables. */
  settings?: Record<string, string>;
  /** TLS by the trial certificate, reached from the network (`--https --host 0.0.0.0`). */
  https?: boolean;
  /** The address of this machine where it listens, and by which everybody knows it. */
  host?: string;
  /** Run only on these cores (`taskset -c`). */
  cores?: string;
}

/** Below what the system gives to those who call out, and below Janus's: nobody gets one by chance. */
const OURS = { first: 10_240, end: 20_000 };
const given = new Set<number>();

/** A port of `localhost` that nobody has, in either family, and that nobody here was given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(OURS.first, OURS.end);
    if (given.has(port) || !(await isFree("127.0.0.1", port)) || !(await isFree("::1", port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without this family has nobody there.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"),
    );
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Without settings from outside: a test means what it says. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(LASNA|DJANGO|NODE)_/.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}

export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const data = await mkdtemp(join(tmpdir(), "lasna-e2e-"));
  // A trial is about the first start.
  if (!options.https) await copyPrepared(data, options.settings ?? {});
  const port = await freePort();
  const trial = options.https === true;
  const url = `${trial ? "https" : "http"}://${options.host ?? "localhost"}:${port}`;
  // A trial finds its own address.
  const where: Record<string, string> = trial ? {} : { LASNA_URL: url };
  const env = { ...cleanEnvironment(), LASNA_DATA: data, ...where, ...options.settings };
  const pinned = options.cores === undefined ? [] : ["taskset", "-c", options.cores];
  // setpriv: the service ends with this process, even when this one is killed.
  const words = ["--pdeathsig=TERM", "--", ...pinned, LASNA, "run", "--demo", "--port", String(port)];
  if (trial) words.push("--https", "--host", "0.0.0.0");
  if (options.host) words.push("--host", options.host);
  const log = join(data, "service.log");
  const child = spawn("setpriv", words, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const sink = createWriteStream(log);
  child.stdout.pipe(sink);
  child.stderr.pipe(sink);
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const said = () => readFile(log, "utf8");

  const service: Service = {
    url,
    port,
    data,
    said,
    lasna: async (...more) => (await run(LASNA, more, { cwd: ROOT, env })).stdout,
    demoMeeting: async () => {
      const told = await service.lasna("demo", "meeting", "--json", "--port", String(port));
      // The command knows this machine by its usual name.
      return JSON.parse(told.replaceAll(`http://localhost:${port}`, url)) as DemoMeeting;
    },
    child: async (name) => childOf(child.pid ?? 0, name),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
  await untilAnswered(`${url}/sign-in`, ended, said);
  return service;
}

/** Until there is a page at `url`. What ends instead, or has another answer, is an error with its log. */
export async function untilAnswered(
  url: string,
  ended: Promise<unknown>,
  said: () => Promise<string>,
): Promise<void> {
  const gone = ended.then(() => "gone" as const);
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await Promise.race([statusOf(url), gone]);
    if (answer === "gone") throw new Error(`what should answer at ${url} ended\n${await said()}`);
    if (answer === 200) return;
    if (answer !== 0) throw new Error(`${url} answered ${answer}\n${await said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer\n${await said()}`);
}

/** 0: no answer yet. Whether a certificate is trusted is asked by the browsers. */
async function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const ask = url.startsWith("https") ? getSecurely : get;
    const asked = ask(url, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once("error", () => resolve(0));
  });
}

async function childOf(parent: number, name: string): Promise<number> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8");
  for (const id of children.trim().split(" ").filter(Boolean)) {
    const words = (await readFile(`/proc/${id}/cmdline`, "utf8")).split("\0");
    if (words[3] === name) return Number(id);
  }
  throw new Error(`no ${name} process`);
}
