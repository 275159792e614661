/** A real OpenID Connect provider (lasna/tests/issuer.py) as its own process, on another site than the service. */

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, untilAnswered } from "./service.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PYTHON = join(ROOT, ".venv", "bin", "python");
export const ISSUER_PASSWORD = "yksi pitkä salasana";

export interface Account {
  username: string;
  email: string;
  name: string;
  verified: boolean;
  claims: Record<string, unknown>;
}

export interface IssuerProcess {
  said(): Promise<string>;
  stop(): Promise<void>;
}

/** Not `localhost`: to the browser the issuer is another site, as it is in life. */
export const issuerUrl = (port: number) => `http://127.0.0.1:${port}`;

export const issuerPort = freePort;

export async function startIssuer(
  port: number,
  redirectUris: readonly string[],
  accounts: readonly Account[],
): Promise<IssuerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "lasna-issuer-"));
  const file = join(folder, "described.json");
  await writeFile(file, JSON.stringify({ port, folder, redirect_uris: redirectUris, accounts }));
  // setpriv: it ends with this process, even when this one is killed.
  const words = ["--pdeathsig=TERM", "--", PYTHON, "-m", "lasna.tests.issuer", file];
  const child = spawn("setpriv", words, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (piece) => (log += piece));
  child.stderr.on("data", (piece) => (log += piece));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const said = async () => log;
  await untilAnswered(issuerUrl(port), ended, said);
  return {
    said,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
