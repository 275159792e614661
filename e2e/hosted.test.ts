/** The client sits at a partner's device, without link, code or device, and later at their own. # N18, N20 */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { flowing } from "./harness/media.ts";
import { askPartner, comeInvited, type Partner } from "./harness/partner.ts";
import { withPeople } from "./harness/people.ts";
import { type DemoMeeting, type Service, startService } from "./harness/service.ts";
import { arrive, at, endMeeting, enterAsAdviser, press, pressable, see } from "./harness/story.ts";

const PROVIDER: Partner = {
  role: "provider",
  name: "Demo Ohjaaja",
  email: "ohjaaja@example.invalid",
  phone: "050 911 6677",
  language: "fi",
};
const BOTH = /Demo Ohjaaja,\s*palveluntuottaja\s+ja \S+/;
let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function withPartner(act: (partner: Page) => Promise<void>): Promise<void> {
  const browser = await startBrowser("chromium", { language: "fi" });
  const partner = await newPage(browser, PHONE);
  try {
    await act(partner);
  } catch (error) {
    await picture(partner, "failed-partner");
    throw error;
  } finally {
    await browser.close();
  }
}

async function says(page: Page, css: string, words: RegExp): Promise<void> {
  await page.waitForFunction(
    (where: string, pattern: string) =>
      [...document.querySelectorAll<HTMLElement>(where)].some((each) =>
        new RegExp(pattern).test(each.innerText),
      ),
    {},
    css,
    words.source,
  );
}

const silent = (page: Page, css: string) => page.waitForSelector(css, { hidden: true });
const faces = (page: Page, count: number) => page.waitForSelector(`${at("faces")}[data-count="${count}"]`);

/** At both sizes: nothing runs over, nothing is out of reach. */
async function looksRight(page: Page, name: string): Promise<void> {
  const own = page.viewport();
  for (const [size, viewport] of [
    ["phone", PHONE],
    ["desktop", DESKTOP],
  ] as const) {
    await page.setViewport(viewport);
    await axe(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${size}`);
    await picture(page, `hosted-${name}-${size}`);
  }
  if (own) await page.setViewport(own);
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await silent(page, "dialog[open]");
}

/** At their own door the partner says that the client is with them. */
async function sayWithClient(partner: Page): Promise<void> {
  await partner.locator(at("beside-open")).click();
  await partner.locator(at("with-client")).click();
  await says(partner, at("beside-me"), /asiakas/);
  await looksRight(partner, "say");
  await partner.locator(at("beside-done")).click();
  await silent(partner, "dialog[open]");
  await looksRight(partner, "said");
}

/** The client has no screen: the adviser asks aloud, writes down how, and lets the partner in. */
async function letIn(adviser: Page): Promise<void> {
  await says(adviser, at("arrival"), /Sanoo, että asiakas on hänen luonaan/);
  equal(await adviser.$(at("admit")), null);
  await looksRight(adviser, "arrival");
  await adviser.type(`${at("arrival")} input`, "Kysyin puhelimessa");
  await adviser.locator(at("agreed")).click();
  await press(adviser, "admit");
}

/** The adviser sees the client, and says so. */
async function seat(adviser: Page, partner: Page): Promise<void> {
  await says(adviser, at("hosting-said"), /Demo Ohjaaja sanoo/);
  await flowing(adviser, 1);
  await looksRight(adviser, "see");
  await adviser.locator(at("hosting-see")).click();
  await says(adviser, ".far .name", BOTH);
  await silent(adviser, at("hosting-said"));
  await silent(adviser, ".expecting");
  await faces(adviser, 1);
  await looksRight(adviser, "both");
  await adviser.locator(at("people")).click();
  await says(adviser, at("person"), /mukana samalla laitteella: Demo Ohjaaja/);
  await looksRight(adviser, "people");
  await close(adviser);
  await partner.locator(at("settings")).click();
  await says(partner, at("beside"), /Asiakas on mukana tällä laitteella/);
  await looksRight(partner, "settings");
  await close(partner);
}

/** By their own link the client waits, is looked at, and has a face of their own. */
async function ownDevice(adviser: Page, client: Page, meeting: DemoMeeting): Promise<void> {
  await arrive(client, meeting);
  await says(adviser, at("arrival"), /Asiakas on jo mukana toisen laitteella/);
  await pressable(adviser, "admit");
  await looksRight(adviser, "own-arrival");
  await says(adviser, ".far .name", BOTH);
  await press(adviser, "admit");
  await faces(adviser, 2);
  await faces(client, 2);
  await flowing(adviser, 2);
  await says(client, ".far .name", /^Demo Ohjaaja,\s*palveluntuottaja$/);
}

/** The client's phone is put away: beside the partner again, who then leaves. */
async function againAndGone(adviser: Page, client: Page, partner: Page): Promise<void> {
  await press(client, "leave");
  await adviser.locator(`${at("who-hosts")} summary`).click();
  await looksRight(adviser, "which");
  await adviser.locator(at("hosting-begin")).click();
  await says(adviser, ".far .name", BOTH);
  await press(partner, "leave");
  await says(adviser, ".expecting", /Soita hänelle, tai lähetä hänelle linkki/);
  await looksRight(adviser, "gone");
}

test("the client takes part beside a provider, then at their own device, and beside the provider again", () =>
  withPeople(
    ({ adviser, client }) =>
      withPartner(async (partner) => {
        const meeting = await service.demoMeeting();
        await enterAsAdviser(adviser, meeting);
        await askPartner(adviser, PROVIDER);
        await comeInvited(partner, service.url, PROVIDER);
        await sayWithClient(partner);
        await letIn(adviser);
        await Promise.all([see(adviser, "remote-video"), see(partner, "remote-video")]);
        await seat(adviser, partner);
        await ownDevice(adviser, client, meeting);
        await againAndGone(adviser, client, partner);
        await endMeeting(adviser);
        // The page of the meeting, where its adviser goes by itself.
        await says(adviser, "main", /Asiakas oli mukana tämän ihmisen laitteella/);
        await says(adviser, "main", /oli tästä alkaen mukana toisen laitteella/);
        await looksRight(adviser, "record");
        for (const each of [adviser, client, partner]) equal(faultsOf(each).join("\n"), "");
      }),
    { language: "fi" },
  ));
