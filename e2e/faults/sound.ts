/** When sound that stood still comes again, by what the page plays. */

import type { Page } from "puppeteer-core";

declare global {
  interface Window {
    /** Milliseconds since 1970, but `longest`. */
    testSound: { since: number; last: number; longest: number; rough: number };
  }
}

/** Milliseconds: longer than this without sound is a break, and so long without a break it is back for good. */
const BREAK = 1000;
const WELL_FOR = 2000;
const PATIENCE = 60_000;

/** From now on these listen. What it gives waits until all hear again, and says how long the last of them did not. */
export async function listen(...pages: Page[]): Promise<() => Promise<number>> {
  await Promise.all(pages.map((page) => page.evaluate(note, BREAK)));
  return async () => Math.max(...(await Promise.all(pages.map(heardAgain))));
}

/** In the page. */
function note(longBreak: number): void {
  const now = () => performance.timeOrigin + performance.now();
  const playedAt = () => {
    const open = window.testPeers.filter((peer) => peer.connectionState !== "closed");
    const sources = open.flatMap((peer) =>
      peer.getReceivers().flatMap((each) => each.getSynchronizationSources()),
    );
    return Math.max(0, ...sources.map(({ timestamp }) => timestamp));
  };
  const since = now();
  const sound = { since, last: since, longest: 0, rough: since };
  const look = () => {
    if (window.testSound !== sound) return;
    const at = playedAt();
    if (at > sound.last) {
      const silent = at - sound.last;
      if (silent >= longBreak) sound.rough = at;
      sound.longest = Math.max(sound.longest, silent);
      sound.last = at;
    }
    setTimeout(look, 20);
  };
  window.testSound = sound;
  look();
}

async function heardAgain(page: Page): Promise<number> {
  await page.waitForFunction(
    (longBreak: number, wellFor: number) => {
      const { last, rough } = window.testSound;
      const now = performance.timeOrigin + performance.now();
      return now - rough >= wellFor && now - last < longBreak;
    },
    { timeout: PATIENCE, polling: 50 },
    BREAK,
    WELL_FOR,
  );
  return page.evaluate(() => {
    const { since, rough, longest } = window.testSound;
    return rough > since ? rough - since : longest;
  });
}
