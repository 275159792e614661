/** coturn on the loopback with the settings of deploy/, for the runs with a relay. */

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./service.ts";

const EXAMPLE = new URL("../../deploy/turnserver.conf", import.meta.url);

export interface Relay {
  /** What the service needs to hand the relay out. */
  settings: { LASNA_TURN_URL: string; LASNA_TURN_SECRET: string };
  /** The same for a bare peer connection. */
  peer: RTCConfiguration;
  stop(): Promise<void>;
}

export async function startRelay(cores?: string): Promise<Relay> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "lasna-relay-"));
  const secret = createHmac("sha256", String(Math.random())).update(String(port)).digest("hex");
  const settings = join(folder, "turnserver.conf");
  await writeFile(settings, settingsOf(await readFile(EXAMPLE, "utf8"), port, secret));
  const words = [
    ...(cores === undefined ? [] : ["taskset", "-c", cores]),
    "turnserver",
    "-c",
    settings,
    "--allow-loopback-peers",
    `--userdb=${join(folder, "turndb")}`,
    `--pidfile=${join(folder, "pid")}`,
  ];
  const child = spawn("setpriv", ["--pdeathsig=KILL", "--", ...words], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await listening(port);
  const url = `turn:127.0.0.1:${port}?transport=udp`;
  const username = `${Math.floor(Date.now() / 1000) + 3600}:bench`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  return {
    settings: { LASNA_TURN_URL: url, LASNA_TURN_SECRET: secret },
    peer: { iceServers: [{ urls: url, username, credential }], iceTransportPolicy: "relay" },
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The settings an operator starts from, with this machine's address, port and secret. */
function settingsOf(example: string, port: number, secret: string): string {
  const here = [
    ["203.0.113.10", "127.0.0.1"],
    ["listening-port=3478\n", `listening-port=${port}\n`],
    ["#static-auth-secret=\n", `static-auth-secret=${secret}\n`],
  ] as const;
  return here.reduce((text, [written, mine]) => {
    if (!text.includes(written)) throw new Error(`deploy/turnserver.conf has no ${written}`);
    return text.replaceAll(written, mine);
  }, example);
}

/** coturn listens on TCP too: when that answers, it is up. */
async function listening(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("coturn does not listen");
}
