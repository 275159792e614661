/** Two people, each in a browser of their own: the adviser at a desktop, the client with a phone. */

import type { Browser, Page, Viewport } from "puppeteer-core";
import { DESKTOP, type Engine, faultsOf, newPage, PHONE, picture, startBrowser } from "./browsers.ts";

export interface People {
  adviser: Page;
  client: Page;
}

export interface PeopleOptions {
  adviser?: Engine;
  client?: Engine;
  language?: string;
  /** Home folder of Chromium: what it trusts. */
  home?: string;
  /** Flags beside the usual ones (Chromium only). */
  flags?: string[];
  desktop?: Viewport;
  phone?: Viewport;
}

/** Start both, let `act` use them, and close both whatever happens. */
export async function withPeople(
  act: (people: People) => Promise<void>,
  options: PeopleOptions = {},
): Promise<void> {
  const started: Browser[] = [];
  const pages: Page[] = [];
  const start = async (engine: Engine, viewport: Viewport): Promise<Page> => {
    const home = options.home ? { home: options.home } : {};
    const flags = options.flags ?? [];
    const browser = await startBrowser(engine, { language: options.language ?? "en", ...home, flags });
    started.push(browser);
    const page = await newPage(browser, viewport);
    pages.push(page);
    return page;
  };
  try {
    const [adviser, client] = await Promise.all([
      start(options.adviser ?? "chromium", options.desktop ?? DESKTOP),
      start(options.client ?? "chromium", options.phone ?? PHONE),
    ]);
    await act({ adviser, client });
  } catch (error) {
    throw new Error((await Promise.all(pages.map(lastSight))).join("\n"), { cause: error });
  } finally {
    await Promise.all(started.map((browser) => browser.close()));
  }
}

/** Where a page was when the test failed: its address, its faults, and a picture of it. */
async function lastSight(page: Page): Promise<string> {
  const { width } = page.viewport() ?? {};
  // A page in the middle of going elsewhere cannot be pictured: that must not hide why the test failed.
  const kept = await picture(page, `failed-${width}px-${Date.now()}`).catch(
    (error) => `no picture: ${error}`,
  );
  return [`${page.url()} looked like ${kept}`, ...faultsOf(page)].join("\n  ");
}
