/** The adviser's computer dies in the meeting, and a colleague goes on with the client. */

import type { Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../harness/browsers.ts";
import { seesAndHears } from "../harness/media.ts";
import { startService } from "../harness/service.ts";
import { press, signIn } from "../harness/signin.ts";
import { meet, passDevices } from "../harness/story.ts";
import { killBrowser } from "./browser.ts";
import { mark, type Row, requireSame, untilSays } from "./row.ts";
import { listen } from "./sound.ts";

const COLLEAGUE = "toinen@demo.invalid";
/** On the client's page: the adviser's connection broke, by name. */
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

/** A meeting changes hands once: each time is a meeting of its own, at a service of its own. */
export const adviserDies: Row = (act) => act(dies);

async function dies(): Promise<Record<string, number>> {
  const service = await startService();
  const [theirs, colleagues, clients] = await Promise.all([0, 1, 2].map(() => startBrowser("chromium")));
  try {
    if (!theirs || !colleagues || !clients) throw new Error("no browsers");
    const [adviser, colleague] = await Promise.all([newPage(theirs, DESKTOP), newPage(colleagues, DESKTOP)]);
    const client = await newPage(clients, PHONE);
    await signIn(colleague, service, COLLEAGUE);
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await mark(client);
    const died = Date.now();
    await killBrowser(theirs);
    const told = await untilSays(client, AWAY, died);
    const allowed = await untilAllowed(colleague, `${service.url}/meetings/${meeting.meeting_id}`, died);
    const back = await listen(client);
    await press(colleague, TAKE_OVER);
    await passDevices(colleague);
    const sound = await back();
    await requireSame(client);
    await Promise.all([seesAndHears(colleague), seesAndHears(client)]);
    return { told, allowed, back: sound };
  } finally {
    await Promise.all([theirs, colleagues, clients].map((one) => one?.connected && one.close()));
    await service.stop();
  }
}
