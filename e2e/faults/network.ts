/** The client's network: gone and back, and another one in its place. */

import type { Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../harness/browsers.ts";
import { type Elsewhere, startElsewhere, type WayOut } from "../harness/elsewhere.ts";
import { seesAndHears } from "../harness/media.ts";
import { startService } from "../harness/service.ts";
import { meet } from "../harness/story.ts";
import { MENDING, mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

/** Milliseconds for which the network is gone: all connections have given up by then. */
const GONE_FOR = 10_000;

interface Apart {
  elsewhere: Elsewhere;
  adviser: Page;
  client: Page;
}

/** The two meet, the client from another network. */
async function apart(act: (scene: Apart) => Promise<void>): Promise<void> {
  const elsewhere = await startElsewhere();
  const stops: (() => Promise<void>)[] = [elsewhere.stop];
  try {
    const service = await startService({ host: elsewhere.address });
    stops.unshift(service.stop);
    // Camera and microphone are given to a secure page only; this one comes without TLS.
    const flags = [`--unsafely-treat-insecure-origin-as-secure=${service.url}`];
    const open = async (options: { program?: string }) => {
      const browser = await startBrowser("chromium", { flags, ...options });
      stops.unshift(() => browser.close());
      return browser;
    };
    const [here, there] = [await open({}), await open({ program: elsewhere.program })];
    const [adviser, client] = [await newPage(here, DESKTOP), await newPage(there, PHONE)];
    await meet(adviser, client, await service.demoMeeting());
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await mark(adviser, client);
    await act({ elsewhere, adviser, client });
  } finally {
    for (const stop of stops) await stop();
  }
}

export const networkGone: Row = (act) =>
  apart(({ elsewhere, adviser, client }) =>
    act(async () => {
      const gone = Date.now();
      await elsewhere.down("wifi");
      const [told, toldClient] = await Promise.all([
        untilSays(adviser, MENDING, gone),
        untilSays(client, MENDING, gone),
      ]);
      await new Promise((over) => setTimeout(over, gone + GONE_FOR - Date.now()));
      const back = await listen(adviser, client);
      await elsewhere.up("wifi");
      const sound = await back();
      await requireSame(adviser, client);
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      return { told, "told-client": toldClient, back: sound };
    }),
  );

export const addressChanged: Row = (act) =>
  apart(({ elsewhere, adviser, client }) => {
    let way: WayOut = "wifi";
    return act(async () => {
      const next = way === "wifi" ? "mobile" : "wifi";
      const back = await listen(adviser, client);
      await elsewhere.down(way);
      await elsewhere.up(next);
      way = next;
      const sound = await back();
      await requireSame(adviser, client);
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      return { back: sound };
    });
  });
