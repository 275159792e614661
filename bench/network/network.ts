/**
 * The network between two browsers of this machine, in UDP. Every address of a page has a mirror here: a port that
 * the other page takes for it. What is sent to a mirror comes out at the address, from the mirror of the sender.
 *
 *   adviser's address ⇄ client's mirror ─ link ─ adviser's mirror ⇄ client's address
 */

import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Page } from "puppeteer-core";
import { type Conditions, chances, Link } from "./link.ts";

declare global {
  interface Window {
    /** The port here that stands for an address of the other page. */
    mirrorOf(host: string, port: number): Promise<number>;
  }
}

export type Side = "adviser" | "client";

const HOST = "127.0.0.1";
const OTHER: Record<Side, Side> = { adviser: "client", client: "adviser" };
/** No limit that two calls would notice. */
export const WIDE: Conditions = { rate: 20_000_000, loss: 0 };

interface Address {
  host: string;
  port: number;
}

interface Mirror {
  /** Whose address it stands for. */
  side: Side;
  address: Address;
  socket: Socket;
  /** The side has changed its address: nothing passes any more. */
  gone: boolean;
}

export class Network {
  private readonly conditions: Conditions = { ...WIDE };
  private links: Record<Side, Link>;
  private readonly mirrors = new Map<string, Promise<Mirror>>();
  private made: Mirror[] = [];

  constructor() {
    this.links = this.newLinks(0);
  }

  /** A wide network that nobody has used, with luck of its own. */
  begin(seed: number): void {
    this.close();
    this.set(WIDE);
    this.links = this.newLinks(seed);
  }

  /** From now on, both ways. */
  set(conditions: Partial<Conditions>): void {
    Object.assign(this.conditions, conditions);
  }

  /**
   * All that this side sends comes from new ports from now on, as behind a router that has a new address: its old
   * ports answer nobody, and nobody tells either browser.
   */
  async changeAddress(side: Side): Promise<void> {
    for (const [key, making] of this.mirrors) {
      const mirror = await making;
      if (mirror.side !== side) continue;
      mirror.gone = true;
      this.mirrors.delete(key);
    }
  }

  close(): void {
    for (const link of Object.values(this.links)) link.close();
    for (const { socket } of this.made) socket.close();
    this.made = [];
    this.mirrors.clear();
  }

  /** Let the page of this side know others by their mirrors alone. Before its first address. */
  async between(page: Page, side: Side): Promise<void> {
    await page.exposeFunction("mirrorOf", async (host: string, port: number) => {
      const { socket } = await this.mirrorOf({ host, port }, OTHER[side]);
      return socket.address().port;
    });
    await page.evaluateOnNewDocument(knowMirrors);
  }

  private newLinks(seed: number): Record<Side, Link> {
    const [adviser, client] = [chances(2 * seed), chances(2 * seed + 1)];
    return { adviser: new Link(this.conditions, adviser), client: new Link(this.conditions, client) };
  }

  private mirrorOf(address: Address, side: Side): Promise<Mirror> {
    const key = `${side} ${address.host}:${address.port}`;
    const mirror = this.mirrors.get(key) ?? this.newMirror(address, side);
    this.mirrors.set(key, mirror);
    return mirror;
  }

  private async newMirror(address: Address, side: Side): Promise<Mirror> {
    const mirror: Mirror = { side, address, socket: createSocket("udp4"), gone: false };
    this.made.push(mirror);
    mirror.socket.on("message", (data, sender) => void this.carry(data, sender, mirror));
    mirror.socket.bind(0, HOST);
    await once(mirror.socket, "listening");
    return mirror;
  }

  private async carry(data: Buffer, sender: RemoteInfo, to: Mirror): Promise<void> {
    if (to.gone) return;
    const link = this.links[OTHER[to.side]];
    const from = await this.mirrorOf({ host: sender.address, port: sender.port }, OTHER[to.side]);
    link.pass(data.length, () => {
      if (!to.gone && !from.gone) from.socket.send(data, to.address.port, to.address.host);
    });
  }
}

/** Runs in the page, before its own code. Candidates of the other are reached through their mirrors, by UDP alone. */
function knowMirrors(): void {
  /** `candidate:1 1 udp 2122 192.0.2.7 4711 typ host …`, in a description with `a=` before it. */
  const mirrored = async (candidate: string): Promise<string | null> => {
    const words = candidate.split(" ");
    const [, , protocol = "", , host = "", port] = words;
    if (protocol.toLowerCase() !== "udp" || host.includes(":")) return null;
    words.splice(4, 2, "127.0.0.1", String(await window.mirrorOf(host, Number(port))));
    return words.join(" ");
  };
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    override async setRemoteDescription({ type, sdp = "" }: RTCSessionDescriptionInit): Promise<void> {
      const lines = sdp
        .split("\r\n")
        .map((line) => (line.startsWith("a=candidate:") ? mirrored(line) : line));
      const kept = (await Promise.all(lines)).filter((line) => line !== null);
      return super.setRemoteDescription({ type, sdp: kept.join("\r\n") });
    }

    override async addIceCandidate(given?: RTCIceCandidateInit | null): Promise<void> {
      if (!given?.candidate) return super.addIceCandidate(given);
      const candidate = await mirrored(given.candidate);
      if (candidate === null) return;
      const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = given;
      return super.addIceCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
    }
  };
}
