/** The adviser's computer dies in the meeting, and a colleague goes on with the client. */

import type { Page } from "puppeteer-core";
import { DESKTOP, PHONE } from "../harness/browsers.ts";
import { seesAndHears } from "../harness/media.ts";
import { press, signIn } from "../harness/signin.ts";
import { meet, passDevices } from "../harness/story.ts";
import { killBrowser, type Places, withPlaces } from "./places.ts";
import { mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

const COLLEAGUE = "toinen@demo.invalid";
/** On the client's page: first what is heard no more, then by name that the adviser is away. */
const TOLD = /Yhteys katkesi|yhteys katkesi/;
const AWAY = /Demo-työntekijä \S+ – yhteys katkesi/;
const TAKE_OVER = 'form[action$="/take-over"] button';

/** The colleague looks at the meeting's page again and again, until it lets them go on. */
async function untilAllowed(colleague: Page, address: string, since: number): Promise<number> {
  const deadline = since + 90_000;
  while (Date.now() < deadline) {
    await colleague.goto(address);
    if (await colleague.$(TAKE_OVER)) return Date.now() - since;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("nobody may take over");
}

async function dies({ service, elsewhere, here, there }: Places): Promise<Record<string, number>> {
  const [adviser, colleague, client] = [await there(DESKTOP), await here(DESKTOP), await here(PHONE)];
  await signIn(colleague, service, COLLEAGUE);
  const meeting = await service.demoMeeting();
  await meet(adviser, client, meeting);
  await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  await mark(client);
  const died = Date.now();
  // Without power nothing says goodbye: not even the kernel closes a connection.
  await elsewhere.down("wifi");
  await killBrowser(adviser);
  const told = await untilSays(client, TOLD, died);
  const [away, allowed] = await Promise.all([
    untilSays(client, AWAY, died),
    untilAllowed(colleague, `${service.url}/meetings/${meeting.meeting_id}`, died),
  ]);
  const back = await listen(client);
  await press(colleague, TAKE_OVER);
  await passDevices(colleague);
  const sound = await back();
  await requireSame(client);
  await Promise.all([seesAndHears(colleague), seesAndHears(client)]);
  return { told, away, allowed, back: sound };
}

/** A meeting changes hands once: each time is a meeting of its own, at a service of its own. */
export const adviserDies: Row = (act) =>
  act(async () => {
    let took: Record<string, number> = {};
    await withPlaces(async (places) => {
      took = await dies(places);
    });
    return took;
  });
