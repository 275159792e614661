/** The client's browser is killed with all its processes; another of the same profile opens the link. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { DESKTOP, PHONE } from "../harness/browsers.ts";
import { seesAndHears } from "../harness/media.ts";
import { at, meet } from "../harness/story.ts";
import { AWAY, killBrowser, type Places, withPlaces } from "./places.ts";
import { mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

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

/** `die`: how the client's browser ends. `rise`: what must be before another one can start. */
function browserEnds(
  die: (client: Page, places: Places) => Promise<void>,
  rise: (places: Places) => Promise<void>,
): Row {
  return (act) =>
    withPlaces(async (places) => {
      const { service, here, there } = places;
      const profile = await mkdtemp(join(tmpdir(), "lasna-profile-"));
      const [adviser, first] = [await here(DESKTOP), await there(PHONE, profile)];
      let client = first;
      const meeting = await service.demoMeeting();
      await meet(adviser, client, meeting);
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await mark(adviser);
      await remembers(profile);
      await act(async () => {
        const killed = Date.now();
        await die(client, places);
        const told = await untilSays(adviser, AWAY, killed);
        await rise(places);
        client = await there(PHONE, profile);
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
      await client.browser().close();
      await rm(profile, { recursive: true, force: true });
    });
}

/** The machine lives, and closes what was open. */
export const browserKilled = browserEnds(killBrowser, async () => undefined);

/** Nothing says goodbye: the service must find out by itself. */
export const phoneDies = browserEnds(
  async (client, { elsewhere }) => {
    await elsewhere.down("wifi");
    await killBrowser(client);
  },
  ({ elsewhere }) => elsewhere.up("wifi"),
);
