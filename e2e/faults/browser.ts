/** The client's browser is killed with all its processes; another of the same profile opens the link. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../harness/browsers.ts";
import { seesAndHears } from "../harness/media.ts";
import { startService } from "../harness/service.ts";
import { at, meet } from "../harness/story.ts";
import { mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

/** On the adviser's page: the client's connection broke, by name. */
const AWAY = /Demo-Virtanen – (the connection was lost|yhteys katkesi)/;

/** Every process of it, as when the telephone goes off: a browser is a group of its own. */
export async function killBrowser(browser: Browser): Promise<void> {
  const started = browser.process();
  if (!started?.pid) throw new Error("no process");
  const ended = new Promise((resolve) => started.once("exit", resolve));
  process.kill(-started.pid, "SIGKILL");
  await ended;
}

/** A browser writes its cookies down a while after it got them. */
async function remembers(profile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const kept = await readFile(join(profile, "Default", "Cookies"), "latin1").catch(() => "");
    if (kept.includes("lasna_seat")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the browser did not write its cookies down");
}

export const browserKilled: Row = async (act) => {
  const profile = await mkdtemp(join(tmpdir(), "lasna-profile-"));
  const service = await startService();
  let theirs: Browser | undefined;
  const open = async (): Promise<Page> => {
    theirs = await startBrowser("chromium", { profile });
    return newPage(theirs, PHONE);
  };
  const ours = await startBrowser("chromium");
  try {
    const adviser = await newPage(ours, DESKTOP);
    let client = await open();
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await mark(adviser);
    await remembers(profile);
    await act(async () => {
      const killed = Date.now();
      if (theirs) await killBrowser(theirs);
      const told = await untilSays(adviser, AWAY, killed);
      client = await open();
      const opened = Date.now();
      const back = await listen(adviser);
      await client.goto(meeting.client_url);
      await client.waitForSelector(at("stage"));
      const seated = Date.now() - opened;
      const sound = await back();
      await requireSame(adviser);
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      return { told, seated, back: sound };
    });
  } finally {
    await Promise.all([ours.close(), theirs?.close()]);
    await service.stop();
    await rm(profile, { recursive: true, force: true });
  }
};
