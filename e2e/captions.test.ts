/** A captioner writes what is said: everybody reads it over the faces, letter by letter. Safety rule 13, N20 */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, picture, startBrowser } from "./harness/browsers.ts";
import { flowing } from "./harness/media.ts";
import { askPartner, comeInvited, type Partner } from "./harness/partner.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, meet, press } from "./harness/story.ts";

const CAPTIONER: Partner = {
  role: "captioner",
  name: "Kaisa Kirjoitustulkki",
  email: "kirjoitustulkki@example.invalid",
  phone: "050 911 4455",
};
const FIELD = at("writing-field");
const LONG = "Sovittiin, että Aino soittaa ensi maanantaina ja kertoo, miten koulutus alkoi. "
  .repeat(5)
  .trim();
let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function withCaptioner(act: (captioner: Page) => Promise<void>): Promise<void> {
  const browser = await startBrowser("chromium", { language: "en" });
  const captioner = await newPage(browser, DESKTOP);
  try {
    await act(captioner);
  } catch (error) {
    await picture(captioner, "failed-captioner");
    throw error;
  } finally {
    await browser.close();
  }
}

const captioned = (page: Page, words: string) =>
  page.waitForFunction(
    (css: string, text: string) => document.querySelector<HTMLElement>(css)?.innerText.includes(text),
    {},
    `${at("captions")} .captions__lines`,
    words,
  );

/** The end of what is written lies inside the box. */
async function endIsSeen(page: Page): Promise<void> {
  const seen = await page.$eval(`${at("captions")} .captions__lines`, (box) => {
    const words = document.createRange();
    words.selectNodeContents(box);
    const last = [...words.getClientRects()].at(-1);
    return last !== undefined && last.bottom <= box.getBoundingClientRect().bottom + 1;
  });
  ok(seen, "the newest words are cut off");
}

interface Three {
  adviser: Page;
  client: Page;
  captioner: Page;
}

async function threeMeet({ adviser, client, captioner }: Three): Promise<void> {
  await meet(adviser, client, await service.demoMeeting());
  await askPartner(adviser, CAPTIONER);
  await comeInvited(captioner, service.url, CAPTIONER);
  await client.locator(at("consent-yes")).click();
  await press(adviser, "admit");
  for (const page of [adviser, client, captioner]) await flowing(page, 2);
}

/** The page of whoever writes opens with the field; nobody else's opens a talk in writing. */
async function letterByLetter({ adviser, client, captioner }: Three): Promise<void> {
  await captioner.waitForSelector(FIELD);
  await captioner.type(FIELD, "Tervetuloa, Ai");
  for (const page of [adviser, client]) await captioned(page, "Tervetuloa, Ai");
  await captioner.type(FIELD, "no");
  await captioned(client, "Tervetuloa, Aino");
  for (const page of [adviser, client]) equal(await page.$(FIELD), null);
}

async function longLine(three: Three): Promise<void> {
  await three.captioner.keyboard.press("Enter");
  await three.captioner.type(FIELD, LONG);
  await captioned(three.client, LONG);
  for (const [name, page] of Object.entries(three)) {
    await axe(page);
    await picture(page, `captions-${name}`);
  }
  for (const page of [three.adviser, three.client]) await endIsSeen(page);
}

async function hideAndShow(client: Page): Promise<void> {
  const turn = () => client.locator(`${at("captions")} button`).click();
  await turn();
  await client.waitForSelector(`${at("captions")} .captions__lines`, { hidden: true });
  await picture(client, "captions-hidden");
  await turn();
  await captioned(client, LONG);
}

test("a captioner joins with the client's consent; the others read along over the faces, and may hide it", () =>
  withPeople(
    ({ adviser, client }) =>
      withCaptioner(async (captioner) => {
        const three = { adviser, client, captioner };
        await threeMeet(three);
        await letterByLetter(three);
        await longLine(three);
        await hideAndShow(client);
        for (const page of Object.values(three)) equal(faultsOf(page).join("\n"), "");
      }),
    { language: "fi" },
  ));
