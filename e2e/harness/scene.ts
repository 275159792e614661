/** A service and people at it, each in a browser of their own: for all tests of a file. */

import type { Browser, Page, Viewport } from "puppeteer-core";
import { DESKTOP, type Engine, newPage, PHONE, startBrowser } from "./browsers.ts";
import { type Service, startService } from "./service.ts";
import { signIn } from "./signin.ts";

export interface Somebody {
  engine: Engine;
  viewport: Viewport;
  language?: string;
  /** The address of one of the demo's staff. */
  signsInAs?: string;
}

/** In another engine than staff: what they do together, both do. */
export const CLIENT: Somebody = { engine: "firefox", viewport: PHONE };

export const staff = (signsInAs: string): Somebody => ({ engine: "chromium", viewport: DESKTOP, signsInAs });

export interface Scene {
  service: Service;
  stop(): Promise<void>;
}

/** With everybody's page by their name. */
export async function startScene<Name extends string>(
  people: Record<Name, Somebody>,
): Promise<Scene & Record<Name, Page>> {
  const service = await startService();
  const browsers: Browser[] = [];
  const come = async ([name, somebody]: [string, Somebody]): Promise<[string, Page]> => {
    const browser = await startBrowser(somebody.engine, { language: somebody.language ?? "fi" });
    browsers.push(browser);
    const page = await newPage(browser, somebody.viewport);
    if (somebody.signsInAs) await signIn(page, service, somebody.signsInAs);
    return [name, page];
  };
  const pages = Object.fromEntries(await Promise.all(Object.entries<Somebody>(people).map(come)));
  const stop = async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await service.stop();
  };
  return { ...(pages as Record<Name, Page>), service, stop };
}
