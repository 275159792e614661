/** A page at each size: narrow, a desktop's, a phone's. */

import { ok } from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { axe } from "./axe.ts";
import { DESKTOP, PHONE, picture } from "./browsers.ts";

const SIZES = { narrow: { ...PHONE, width: 320 }, desktop: DESKTOP, phone: PHONE };

/** Nothing runs over, axe finds nothing; a picture of two sizes is kept, of the part `shown` where one is named. */
export async function looksRight(page: Page, name: string, shown?: string): Promise<void> {
  const own = page.viewport();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${size}`);
    // What is scrolled under the head of the page is there all the same.
    await page.evaluate(() => scrollTo(0, 0));
    await axe(page);
    if (shown) await page.$eval(shown, (part) => part.scrollIntoView());
    if (size !== "narrow") await picture(page, `${name}-${size}`);
  }
  if (own) await page.setViewport(own);
}
