/** Janus and a relay as servers have them (`lasna media start`), for meetings of three and more. */

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const LASNA = join(import.meta.dirname, "..", "..", ".venv", "bin", "lasna");

type Program = "janus" | "turnserver";

export interface Januses {
  /** What the service needs to reach Janus, and no relay. */
  settings: { LASNA_JANUS_URL: string; LASNA_JANUS_SECRET: string };
  /** And the relay that leads there. */
  relay: { LASNA_TURN_URL: string; LASNA_TURN_SECRET: string };
  /** The process id of Janus or of the relay at this moment. */
  child(program?: Program): Promise<number>;
  stop(): Promise<void>;
}

/** `cores`: run only on these (`taskset -c`). */
export async function startJanus(cores?: string): Promise<Januses> {
  const pinned = cores === undefined ? [] : ["taskset", "-c", cores];
  const words = ["--pdeathsig=TERM", "--", ...pinned, LASNA, "media", "start", "--json", "--port", "0"];
  const started = spawn("setpriv", words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => started.once("exit", resolve));
  const told = await new Promise<string>((resolve, reject) => {
    createInterface({ input: started.stdout }).once("line", resolve);
    started.once("exit", () => reject(new Error("Janus and the relay did not start")));
  });
  const { LASNA_JANUS_URL, LASNA_JANUS_SECRET, LASNA_TURN_URL, LASNA_TURN_SECRET } = JSON.parse(
    told,
  ) as Januses["settings"] & Januses["relay"];
  return {
    settings: { LASNA_JANUS_URL, LASNA_JANUS_SECRET },
    relay: { LASNA_TURN_URL, LASNA_TURN_SECRET },
    child: (program = "janus") => childOf(started.pid ?? 0, program),
    stop: async () => {
      started.kill("SIGINT");
      await ended;
    },
  };
}

async function childOf(parent: number, wanted: Program): Promise<number> {
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8");
  for (const id of children.trim().split(" ").filter(Boolean)) {
    const [program = ""] = (await readFile(`/proc/${id}/cmdline`, "utf8")).split("\0");
    if (program.endsWith(`/${wanted}`)) return Number(id);
  }
  throw new Error(`no ${wanted} runs`);
}
