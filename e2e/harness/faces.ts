/** What comes of each person whose face is on the stage, whatever way it comes. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { PATIENCE } from "./patience.ts";

export interface Came {
  frames: number;
  packets: number;
}

/** Frames decoded and packets of sound received, of each face in its order, by what its video plays now. */
export async function facesOf(page: Page): Promise<Came[]> {
  return page.evaluate(async () => {
    const receivers = window.testPeers
      .filter((peer) => peer.connectionState !== "closed")
      .flatMap((peer) => peer.getReceivers());
    const count = async (track: MediaStreamTrack | undefined, name: string): Promise<number> => {
      const receiver = receivers.find((one) => one.track === track);
      const reports: Record<string, number | string>[] = receiver
        ? [...(await receiver.getStats()).values()]
        : [];
      return Number(reports.find(({ type }) => type === "inbound-rtp")?.[name] ?? 0);
    };
    const videos = [...document.querySelectorAll<HTMLVideoElement>('[data-testid="far"] video')];
    return Promise.all(
      videos.map(async ({ srcObject }) => {
        const stream = srcObject as MediaStream | null;
        return {
          frames: await count(stream?.getVideoTracks()[0], "framesDecoded"),
          packets: await count(stream?.getAudioTracks()[0], "packetsReceived"),
        };
      }),
    );
  });
}

/** So many faces, and of each picture and sound go on coming; or the `picture` alone. */
export async function seesAll(page: Page, count: number, picture = false): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  let before: Came[] = [];
  let now: Came[] = [];
  while (Date.now() < deadline) {
    now = await facesOf(page);
    const grew = now.filter(({ frames, packets }, place) => {
      const was = before[place];
      return was && frames > was.frames + 2 && (picture || packets > was.packets + 5);
    });
    if (now.length === count && grew.length === count) return;
    // A face that changes its way begins to count anew.
    if (before.length !== now.length || now.some(({ packets }, at) => packets < (before[at]?.packets ?? 0)))
      before = now;
    await sleep(100);
  }
  throw new Error(`${count} faces bring picture and sound: ${JSON.stringify({ before, now })}`);
}

/** So many peer connections are open. */
export async function connections(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted: number) =>
      window.testPeers.filter((peer) => peer.connectionState !== "closed").length === wanted,
    { timeout: PATIENCE, polling: 100 },
    count,
  );
}

/** Which connections the page has, as places in the list of all. */
export async function openOnes(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    window.testPeers.flatMap((peer, place) => (peer.connectionState === "closed" ? [] : [place])),
  );
}

/** Begin to note how long each face in turn was not heard. `longest` ends it: milliseconds. */
export async function listenFor(page: Page): Promise<{ longest(): Promise<number> }> {
  await page.evaluate(() => {
    const heardAt = (video: HTMLVideoElement): number => {
      const [track] = (video.srcObject as MediaStream | null)?.getAudioTracks() ?? [];
      const receiver = window.testPeers
        .flatMap((peer) => peer.getReceivers())
        .find((one) => one.track === track);
      return Math.max(0, ...(receiver?.getSynchronizationSources() ?? []).map(({ timestamp }) => timestamp));
    };
    const [video] = document.querySelectorAll<HTMLVideoElement>('[data-testid="far"] video');
    if (!video) throw new Error("nobody is there");
    const found = { longest: 0, last: performance.timeOrigin + performance.now() };
    const look = setInterval(() => {
      const now = performance.timeOrigin + performance.now();
      // Firefox counts from the beginning of the page, Chromium from 1970.
      const at = heardAt(video);
      found.last = Math.max(found.last, at < 1e11 ? at + performance.timeOrigin : at);
      found.longest = Math.max(found.longest, now - found.last);
    }, 20);
    Object.assign(window, { testListening: { found, look } });
  });
  return {
    longest: () =>
      page.evaluate(() => {
        const { found, look } = (
          window as unknown as { testListening: { found: { longest: number }; look: number } }
        ).testListening;
        clearInterval(look);
        return Math.round(found.longest);
      }),
  };
}
