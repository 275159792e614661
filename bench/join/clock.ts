/** When people see each other: moments on one clock (this machine's), in milliseconds since 1970. */

import type { Page } from "puppeteer-core";

declare global {
  interface Window {
    /** The first remote frame on the screen, and the last press of *admit*. */
    benchMoments: { frame?: number; admit?: number };
  }
}

/** Runs before the page's own code, on the bare page and on ours alike. */
export const WATCH = `
  window.benchMoments = {};
  const now = (moment) => performance.timeOrigin + moment;
  addEventListener("click", (event) => {
    if (event.target.closest?.('[data-testid="admit"]')) window.benchMoments.admit = now(event.timeStamp);
  }, true);
  const watched = new WeakSet();
  const look = () => {
    for (const found of document.querySelectorAll('[data-testid="remote-video"]')) {
      const video = found instanceof HTMLVideoElement ? found : found.querySelector("video");
      if (!video || watched.has(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback((moment) => { window.benchMoments.frame ??= now(moment); });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
`;

export async function firstFrame(page: Page): Promise<number> {
  const seen = await page.waitForFunction(() => window.benchMoments?.frame);
  return (await seen.jsonValue()) as number;
}

export async function admitPressed(page: Page): Promise<number> {
  const pressed = await page.evaluate(() => window.benchMoments.admit);
  if (pressed === undefined) throw new Error("admit was not pressed");
  return pressed;
}

/** The value below which `share` of the values lie (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)];
  if (value === undefined) throw new Error("no values");
  return value;
}
