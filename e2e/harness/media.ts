/** What really arrives: frames decoded and packets received, read from the browser's own statistics. */

import type { Page } from "puppeteer-core";
import { PATIENCE } from "./patience.ts";

declare global {
  interface Window {
    /** Every peer connection the page made, kept by HOOK. */
    testPeers: RTCPeerConnection[];
  }
}

/** Runs before the page's own code. The room app exposes nothing; the tests look at the connections themselves. */
export const HOOK = `
  window.testPeers = [];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      window.testPeers.push(this);
    }
  };
`;

export interface Media {
  framesDecoded: number;
  audioPackets: number;
  videoPackets: number;
  /** Peer connections that are not closed. */
  connections: number;
  /** Types of the candidates in use: host, srflx, prflx, relay. */
  routes: string[];
}

/** The members of the browser's statistics that we read. */
interface Report {
  id: string;
  type: string;
  kind?: string;
  mid?: string;
  framesDecoded?: number;
  packetsReceived?: number;
  nominated?: boolean;
  state?: string;
  localCandidateId?: string;
  candidateType?: string;
}

/** The reports of each connection that is not closed. */
async function reportsOf(page: Page): Promise<Report[][]> {
  const read = page.evaluate(async () => {
    const open = window.testPeers.filter((peer) => peer.connectionState !== "closed");
    // Firefox never answers for a connection that is closed while it is asked: nothing comes by that one.
    const late = () => new Promise<Map<string, Report>>((done) => setTimeout(done, 1_000, new Map()));
    return Promise.all(
      open.map(async (peer) => [...(await Promise.race([peer.getStats(), late()])).values()]),
    );
  });
  // A page that leaves takes its connections with it.
  return read.catch((error: Error) => {
    if (/context was destroyed|no longer valid|discarded|navigation/i.test(error.message)) return [];
    throw error;
  });
}

export async function mediaOf(page: Page): Promise<Media> {
  const connections = await reportsOf(page);
  const incoming = connections.flat().filter((report) => report.type === "inbound-rtp");
  const video = incoming.filter((report) => report.kind === "video");
  const audio = incoming.filter((report) => report.kind === "audio");
  return {
    framesDecoded: sum(video.map((report) => report.framesDecoded)),
    videoPackets: sum(video.map((report) => report.packetsReceived)),
    audioPackets: sum(audio.map((report) => report.packetsReceived)),
    connections: connections.length,
    routes: connections.flatMap(routesOf),
  };
}

/** The section of a description in which a screen is shown: after voice and face. */
const SCREEN = "2";

/** Pictures of another's screen that were decoded, of all connections together. */
export async function screenFrames(page: Page): Promise<number> {
  const reports = (await reportsOf(page)).flat();
  return sum(
    reports
      .filter(({ type, mid }) => type === "inbound-rtp" && mid === SCREEN)
      .map((each) => each.framesDecoded),
  );
}

function routesOf(reports: Report[]): string[] {
  const used = reports.filter(
    (report) => report.type === "candidate-pair" && report.nominated && report.state === "succeeded",
  );
  return used.map((pair) => reports.find((each) => each.id === pair.localCandidateId)?.candidateType ?? "?");
}

function sum(numbers: (number | undefined)[]): number {
  return numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
}

/** Wait until `wanted` holds for what arrives, compared with what had arrived at the call. */
export async function untilMedia(
  page: Page,
  wanted: (now: Media, before: Media) => boolean,
  promise: string,
  patience = PATIENCE,
): Promise<Media> {
  const before = await mediaOf(page);
  const deadline = Date.now() + patience;
  let now = before;
  while (Date.now() < deadline) {
    now = await mediaOf(page);
    if (wanted(now, before)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${promise}: was ${JSON.stringify(before)}, is ${JSON.stringify(now)}`);
}

/** Picture and sound arrive: five more frames decoded, ten more audio packets. */
export async function seesAndHears(page: Page): Promise<Media> {
  return untilMedia(
    page,
    (now, before) =>
      now.framesDecoded >= before.framesDecoded + 5 && now.audioPackets >= before.audioPackets + 10,
    "frames decoded and audio packets grow",
  );
}

/** So many connections, and picture and sound arrive by each of them. */
export async function flowing(page: Page, count: number): Promise<void> {
  const before = (await reportsOf(page)).map(arrived);
  const deadline = Date.now() + PATIENCE;
  let now: Arrived[] = [];
  while (Date.now() < deadline) {
    now = (await reportsOf(page)).map(arrived);
    const grown = now.filter(({ frames, packets }, place) => {
      const was = before.length === now.length ? before[place] : undefined;
      return frames >= (was?.frames ?? 0) + 5 && packets >= (was?.packets ?? 0) + 10;
    });
    if (now.length === count && grown.length === count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${count} connections bring picture and sound: ${JSON.stringify({ before, now })}`);
}

interface Arrived {
  frames: number;
  packets: number;
}

function arrived(reports: Report[]): Arrived {
  const incoming = reports.filter((report) => report.type === "inbound-rtp");
  return {
    frames: sum(incoming.filter(({ kind }) => kind === "video").map((report) => report.framesDecoded)),
    packets: sum(incoming.filter(({ kind }) => kind === "audio").map((report) => report.packetsReceived)),
  };
}

/** Sound arrives, whatever the picture does. */
export async function hears(page: Page): Promise<Media> {
  return untilMedia(
    page,
    (now, before) => now.audioPackets >= before.audioPackets + 10,
    "audio packets grow",
  );
}

/** No connection is left: camera and microphone travel nowhere. */
export async function isSilent(page: Page): Promise<Media> {
  return untilMedia(page, (now) => now.connections === 0, "no peer connection is left");
}
