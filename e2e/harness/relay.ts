/** coturn on the loopback, with credentials by shared secret, for the runs with a relay. */

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./service.ts";

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
  const words = [
    ...(cores === undefined ? [] : ["taskset", "-c", cores]),
    "turnserver",
    "-n",
    "--no-cli",
    "--no-tls",
    "--no-dtls",
    "--allow-loopback-peers",
    "--use-auth-secret",
    `--static-auth-secret=${secret}`,
    "--realm=lasna",
    "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1",
    `--listening-port=${port}`,
    `--userdb=${join(folder, "turndb")}`,
    `--pidfile=${join(folder, "pid")}`,
    "--log-file=stdout",
    "--simple-log",
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
