/** What a page says to who reads it. */

import type { Page } from "puppeteer-core";

export function words(page: Page): Promise<string> {
  return page.$eval("main", (main) => (main as HTMLElement).innerText);
}

/** The page says it by itself. */
export async function hears(page: Page, wanted: RegExp, place = "main"): Promise<void> {
  await page.waitForFunction(
    (css: string, source: string) =>
      new RegExp(source, "s").test(document.querySelector<HTMLElement>(css)?.innerText ?? ""),
    {},
    place,
    wanted.source,
  );
}
