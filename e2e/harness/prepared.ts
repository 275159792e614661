/**
 * What `lasna run --demo` makes at its first start, made once a run and copied for each service.
 *
 * The runner takes this module by `--test-global-setup`. A test file run by itself starts from nothing.
 */

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "..", "..");
/** Tells the processes of the test files where it is. */
const WHERE = "LASNA_TEST_PREPARED";
/** Settings that change nothing of what is made. With any other a service makes its own. */
const LEAVE_IT_ALONE = new Set(["LASNA_TURN_URL", "LASNA_TURN_SECRET"]);

export async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lasna-prepared-"));
  process.env[WHERE] = folder;
  await writeFile(join(folder, "day"), today());
  const words = ["-m", "lasna.tests.prepared", join(folder, "data")];
  await promisify(execFile)(join(ROOT, ".venv", "bin", "python"), words, { cwd: ROOT });
}

export async function globalTeardown(): Promise<void> {
  const folder = process.env[WHERE];
  if (folder) await rm(folder, { recursive: true, force: true });
}

/** Into the empty `data` of a service; nothing where none is prepared, or it is yesterday's. */
export async function copyPrepared(data: string, settings: Record<string, string>): Promise<void> {
  const folder = process.env[WHERE];
  if (!folder || Object.keys(settings).some((name) => !LEAVE_IT_ALONE.has(name))) return;
  if ((await readFile(join(folder, "day"), "utf8")) !== today()) return;
  await cp(join(folder, "data"), data, { recursive: true });
}

/** The demo's meetings are tomorrow's in Finland, its clients were asked today in UTC. */
function today(): string {
  const zones = ["Europe/Helsinki", "UTC"];
  return zones.map((timeZone) => new Date().toLocaleDateString("en", { timeZone })).join(" ");
}
