/** What has arrived at a page, looked at every 50 ms, and what can be said of it. Moments in ms since 1970. */

import type { Page } from "puppeteer-core";

/** Counters of all connections of the page together. They only grow, also from one connection to the next. */
export interface Sample {
  at: number;
  /** Packets of sound. */
  packets: number;
  /** Samples of sound that were played, and those among them that were made up for want of packets. */
  played: number;
  concealed: number;
  /** Frames decoded. One smaller than asked of the camera counts by its share of the points, a larger one once. */
  pictures: number;
}

declare global {
  interface Window {
    benchSamples: Sample[];
  }
}

/** Runs in the page, before its own code, after the HOOK that keeps its connections. */
export function keepSamples(): void {
  const EVERY = 50;
  const ASKED = 640 * 360;
  type Report = Record<string, unknown>;
  const before = new WeakMap<RTCPeerConnection, Map<string, Report>>();
  const total = { packets: 0, played: 0, concealed: 0, pictures: 0 };
  window.benchSamples = [];

  const add = (now: Report, was: Report | undefined) => {
    const grew = (name: string) => Number(now[name] ?? 0) - Number(was?.[name] ?? 0);
    if (now.kind === "video") {
      const points = Number(now.frameWidth ?? 0) * Number(now.frameHeight ?? 0);
      total.pictures += grew("framesDecoded") * Math.min(points / ASKED, 1);
      return;
    }
    total.packets += grew("packetsReceived");
    total.played += grew("totalSamplesReceived");
    total.concealed += grew("concealedSamples");
  };
  const lookAt = async (peer: RTCPeerConnection) => {
    const reports = new Map<string, Report>((await peer.getStats()) as unknown as Map<string, Report>);
    for (const [id, report] of reports)
      if (report.type === "inbound-rtp") add(report, before.get(peer)?.get(id));
    before.set(peer, reports);
  };
  const look = async () => {
    const open = window.testPeers.filter(({ connectionState }) => connectionState !== "closed");
    await Promise.all(open.map(lookAt));
    window.benchSamples.push({ at: Date.now(), ...total });
    setTimeout(look, EVERY);
  };
  void look();
}

export async function samplesOf(page: Page): Promise<Sample[]> {
  return page.evaluate(() => window.benchSamples);
}

/** The share of made-up sound from which it is no longer good. */
export const POOR = 0.05;

/** The last sample up to this moment, or the first of all. */
function sampleAt(samples: readonly Sample[], moment: number): Sample {
  const found = samples.findLast(({ at }) => at <= moment) ?? samples[0];
  if (!found) throw new Error("no samples");
  return found;
}

/** The share of the sound that was made up between two moments, 0 … 1. No sound at all is 1. */
export function concealed(samples: readonly Sample[], from: number, until: number): number {
  const [first, last] = [sampleAt(samples, from), sampleAt(samples, until)];
  const played = last.played - first.played;
  return played > 0 ? (last.concealed - first.concealed) / played : 1;
}

/** ms from `from` to the end of the last whole second until `until` in which this share or more was made up. */
export function poorUntil(samples: readonly Sample[], from: number, until: number, share: number): number {
  let poor = 0;
  for (let end = from + 1000; end <= until; end += 1000) {
    if (concealed(samples, end - 1000, end) >= share) poor = end - from;
  }
  return poor;
}

/** Pictures a second, between two moments. */
export function pictureRate(samples: readonly Sample[], from: number, until: number): number {
  const [first, last] = [sampleAt(samples, from), sampleAt(samples, until)];
  const seconds = (last.at - first.at) / 1000;
  return seconds > 0 ? (last.pictures - first.pictures) / seconds : 0;
}

/** The longest time without a packet of sound between two moments, in ms; one that is not over counts too. */
export function longestPause(samples: readonly Sample[], from: number, until: number): number {
  const meant = samples.filter(({ at }) => at >= from && at <= until);
  const grew = meant.filter(({ packets }, place) => packets > (meant[place - 1]?.packets ?? packets));
  const moments = [from, ...grew.map(({ at }) => at), until];
  return Math.max(...moments.slice(1).map((at, place) => at - (moments[place] ?? at)));
}
