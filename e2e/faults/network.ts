/** The client's network: gone and back, and another one in its place. */

import type { Page } from "puppeteer-core";
import { DESKTOP, PHONE } from "../harness/browsers.ts";
import type { Elsewhere, WayOut } from "../harness/elsewhere.ts";
import { seesAndHears } from "../harness/media.ts";
import { meet } from "../harness/story.ts";
import { withPlaces } from "./places.ts";
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
  await withPlaces(async ({ service, elsewhere, here, there }) => {
    const [adviser, client] = [await here(DESKTOP), await there(PHONE)];
    await meet(adviser, client, await service.demoMeeting());
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await mark(adviser, client);
    await act({ elsewhere, adviser, client });
  });
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
      return { told: Math.max(told, toldClient), back: sound };
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
