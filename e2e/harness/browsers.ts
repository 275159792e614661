/** Chromium and Firefox ESR with pretended cameras, each person in a browser of their own. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, launch, type Page, type Viewport } from "puppeteer-core";
import { HOOK } from "./media.ts";
import { PATIENCE } from "./patience.ts";

export type Engine = "chromium" | "firefox";

export const PHONE: Viewport = { width: 360, height: 740, deviceScaleFactor: 1 };
export const DESKTOP: Viewport = { width: 1366, height: 768, deviceScaleFactor: 1 };

const PICTURES = join(import.meta.dirname, "..", "..", "var", "pictures");

const CHROMIUM_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--autoplay-policy=no-user-gesture-required",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-gpu",
];

const FIREFOX_PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "media.autoplay.default": 0,
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

export interface BrowserOptions {
  /** Language the browser asks pages in. */
  language?: string;
  /** Home folder: what it trusts (`.pki/nssdb`), for Chromium. */
  home?: string;
  /** Flags beside the usual ones (Chromium only). */
  flags?: string[];
  /** Started in place of Chromium: a program that starts it somewhere else. */
  program?: string;
  /** Folder of what it remembers from one start to the next (Chromium only). */
  profile?: string;
}

export const PROGRAMS = { chromium: "/usr/bin/chromium", firefox: "/usr/bin/firefox-esr" } as const;

export async function startBrowser(engine: Engine, options: BrowserOptions = {}): Promise<Browser> {
  const language = options.language ?? "en";
  const home = options.home ? { HOME: options.home } : {};
  const env = { ...process.env, LANG: `${language}.UTF-8`, ...home };
  if (engine === "firefox") {
    return launch({
      browser: "firefox",
      executablePath: PROGRAMS.firefox,
      headless: true,
      env,
      extraPrefsFirefox: { ...FIREFOX_PREFERENCES, "intl.accept_languages": language },
    });
  }
  return launch({
    browser: "chrome",
    executablePath: options.program ?? PROGRAMS.chromium,
    headless: true,
    // Where a browser is elsewhere, nothing is reached there by an address.
    pipe: options.program !== undefined,
    env,
    ...(options.profile ? { userDataDir: options.profile } : {}),
    args: [...CHROMIUM_FLAGS, `--accept-lang=${language}`, ...(options.flags ?? [])],
  });
}

/** A new page that counts its peer connections (see media.ts) and remembers what went wrong in it. */
export async function newPage(browser: Browser | BrowserContext, viewport: Viewport): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  page.setDefaultTimeout(PATIENCE);
  await page.evaluateOnNewDocument(HOOK);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`uncaught: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  FAULTS.set(page, faults);
  return page;
}

const FAULTS = new WeakMap<Page, string[]>();

/** Uncaught errors and console errors of the page so far. */
export function faultsOf(page: Page): readonly string[] {
  return FAULTS.get(page) ?? [];
}

/** Save what the page shows under var/pictures/, for people to look at. */
export async function picture(page: Page, name: string): Promise<string> {
  await mkdir(PICTURES, { recursive: true });
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path: path as `${string}.png` });
  return path;
}
