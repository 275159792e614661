/** Three in one meeting, each in a browser of their own: the adviser, the client with a phone, an interpreter. */

import type { Page } from "puppeteer-core";
import { DESKTOP, type Engine, faultsOf, newPage, picture, startBrowser } from "./browsers.ts";
import { askPartner, comeInvited, type Partner } from "./partner.ts";
import { withPeople } from "./people.ts";
import type { Service } from "./service.ts";
import { at, meet, press } from "./story.ts";

export const INTERPRETER = "Tuula Tulkki";

export interface Each<T> {
  adviser: T;
  client: T;
  interpreter: T;
}
export type Three = Each<Page>;
export type Who = keyof Three;

export async function each<T>(of: (who: Who) => Promise<T>): Promise<Each<T>> {
  const [adviser, client, interpreter] = await Promise.all([of("adviser"), of("client"), of("interpreter")]);
  return { adviser, client, interpreter };
}

export async function withThree(engines: Each<Engine>, act: (three: Three) => Promise<void>): Promise<void> {
  await withPeople(
    async ({ adviser, client }) => {
      const browser = await startBrowser(engines.interpreter, { language: "fi" });
      const interpreter = await newPage(browser, DESKTOP);
      try {
        await act({ adviser, client, interpreter });
      } catch (error) {
        await picture(interpreter, "failed-interpreter").catch(() => undefined);
        throw new Error([interpreter.url(), ...faultsOf(interpreter)].join("\n  "), { cause: error });
      } finally {
        await browser.close();
      }
    },
    { ...engines, language: "fi" },
  );
}

/** An interpreter of one meeting: nobody's mail is another's. */
function interpreterOf(meeting: number): Partner {
  const email = `tulkki-${meeting}@example.invalid`;
  return { role: "interpreter", name: INTERPRETER, email, phone: `050 911 ${2000 + meeting}` };
}

/** Asked, agreed to, let in: each has both others before them. `before` the third is let in. */
export async function allMeet(
  three: Three,
  service: Service,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { adviser, client, interpreter } = three;
  const meeting = await service.demoMeeting();
  const asked = interpreterOf(meeting.meeting_id);
  await meet(adviser, client, meeting);
  await askPartner(adviser, asked);
  await comeInvited(interpreter, service.url, asked);
  await client.locator(at("consent-yes")).click();
  await before();
  await press(adviser, "admit");
  await each((who) => three[who].waitForSelector(`${at("faces")}[data-count="2"]`));
}
