/** A row of the table of faults: a scene in which the fault can happen again and again. */

import type { Page } from "puppeteer-core";
import { at } from "../harness/story.ts";

/** One fault. What took how long, in milliseconds, by name. */
export type Fault = () => Promise<Record<string, number>>;
export type Row = (act: (fault: Fault) => Promise<void>) => Promise<void>;

/** On the page while a connection is being repaired: the adviser's is Finnish or English, the client's Finnish. */
export const MENDING = /We are mending it|Korjaamme sen/;

/** Milliseconds until something on the page is so, from `since`. */
export async function untilSays(page: Page, words: RegExp, since: number): Promise<number> {
  await page.waitForFunction(
    (pattern: string) => new RegExp(pattern).test(document.querySelector("main")?.innerText ?? ""),
    { timeout: 60_000, polling: 50 },
    words.source,
  );
  return Date.now() - since;
}

/** To be seen later: is this still the page that it was? */
export async function mark(...pages: Page[]): Promise<void> {
  for (const page of pages) await page.evaluate(() => Object.assign(window, { testMark: true }));
}

/** Neither was loaded again, both are in the room, and nobody was asked for a code. */
export async function requireSame(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    const found = await page.evaluate(
      (stage: string, code: string) => [
        "testMark" in window,
        document.querySelector(stage) !== null,
        document.querySelector(code) === null,
      ],
      at("stage"),
      at("door-code"),
    );
    if (!found.every(Boolean)) throw new Error(`${page.url()} is not what it was: ${found}`);
  }
}
