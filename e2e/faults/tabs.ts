/** The client's page is opened twice, and the client's device sleeps in the middle of the talk. */

import type { Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE } from "../harness/browsers.ts";
import { seesAndHears } from "../harness/media.ts";
import { at, meet } from "../harness/story.ts";
import { AWAY, stopBrowser, withPlaces } from "./places.ts";
import { mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

const HERE = at("continue-here");
/** Milliseconds of sleep: no connection lives that long, and the seat is given up meanwhile. */
const ASLEEP_FOR = 60_000;

/** How long it takes until the page asks where to go on, in milliseconds. */
async function open(page: Page, address: string): Promise<number> {
  const since = Date.now();
  await page.goto(address);
  await page.waitForSelector(HERE);
  return Date.now() - since;
}

/** The newest tab wins, after a question; the older one asks in turn, and nobody is there twice. */
export const twoTabs: Row = (act) =>
  withPlaces(async ({ service, here }) => {
    const [adviser, first] = [await here(DESKTOP), await here(PHONE)];
    const meeting = await service.demoMeeting();
    await meet(adviser, first, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(first)]);
    await mark(adviser);
    const faces = () => adviser.$$eval("video", (all) => all.length);
    const before = await faces();
    let current = first;
    await act(async () => {
      const next = await newPage(current.browser(), PHONE);
      const asked = await open(next, meeting.client_url);
      await seesAndHears(current);
      const back = await listen(adviser);
      await next.locator(HERE).click();
      const sound = await back();
      await current.waitForSelector(HERE);
      await requireSame(adviser);
      await Promise.all([seesAndHears(adviser), seesAndHears(next)]);
      if ((await faces()) !== before) throw new Error("somebody is there twice");
      await current.close();
      current = next;
      return { asked, back: sound };
    });
  });

/** Every process of the client's browser stands still for a minute, as when a computer is shut, and goes on. */
export const sleeps: Row = (act) =>
  withPlaces(async ({ service, here }) => {
    const [adviser, client] = [await here(DESKTOP), await here(PHONE)];
    await meet(adviser, client, await service.demoMeeting());
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await mark(adviser, client);
    await act(async () => {
      const slept = Date.now();
      const wake = stopBrowser(client);
      try {
        const told = await untilSays(adviser, AWAY, slept);
        await new Promise((over) => setTimeout(over, slept + ASLEEP_FOR - Date.now()));
        const back = await listen(adviser);
        wake();
        const sound = await back();
        await requireSame(adviser, client);
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        return { told, back: sound };
      } finally {
        wake();
      }
    });
  });
