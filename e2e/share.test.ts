/** Showing one's screen without showing too much (need N24). */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { screenFrames, seesAndHears } from "./harness/media.ts";
import { PATIENCE } from "./harness/patience.ts";
import { type PeopleOptions, withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, meet, passDevices } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

/** Browsers of tests show a tab; told so here, their pages take it for the whole screen. */
const ALL_OF_IT = `
  const was = MediaStreamTrack.prototype.getSettings;
  MediaStreamTrack.prototype.getSettings = function () {
    const settings = was.call(this);
    return settings.displaySurface ? { ...settings, displaySurface: "monitor" } : settings;
  };
`;
const FINNISH: PeopleOptions = { language: "fi" };

const there = (page: Page, id: string) => page.waitForSelector(at(id), { visible: true });
const away = (page: Page, id: string) => page.waitForSelector(at(id), { hidden: true });
const press = (page: Page, id: string) => page.locator(at(id)).click();

async function moves(page: Page): Promise<void> {
  const from = await screenFrames(page);
  const deadline = Date.now() + PATIENCE;
  while ((await screenFrames(page)) < from + 5) {
    if (Date.now() > deadline)
      throw new Error(`the shown screen stands still at ${await screenFrames(page)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** While faces move on. A picture may have been on its way when the pause was told. */
async function standsStill(page: Page): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  let [before, now] = [-1, await screenFrames(page)];
  while (before !== now) {
    if (Date.now() > deadline) throw new Error(`the paused screen still moves: ${now}`);
    before = now;
    await seesAndHears(page);
    now = await screenFrames(page);
  }
}

const textIn = (page: Page, css: string) => page.$eval(css, (element) => element.textContent ?? "");

for (const guest of ["chromium", "firefox"] as const) {
  test(`a tab is shown at once, paused by a key, and over by one press; seen in ${guest}`, () =>
    withPeople(
      async ({ adviser, client }) => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await press(adviser, "share");
        await there(adviser, "own-share");
        await there(client, "shown");
        await moves(client);
        match(await textIn(client, `${at("shown")} .name`), /jakaa näyttönsä/);
        await seesAndHears(client);
        await picture(client, `share-${guest}-phone`);
        await picture(adviser, `share-${guest}-desktop`);
        await Promise.all([axe(adviser), axe(client)]);

        await press(client, "shown-large");
        await picture(client, `share-large-${guest}-phone`);
        await axe(client);
        await press(client, "shown-large");

        await adviser.keyboard.press("p");
        await client.waitForSelector(`${at("shown")} .shown__paused`);
        await picture(client, `share-paused-${guest}-phone`);
        await standsStill(client);
        await adviser.keyboard.press("p");
        await client.waitForSelector(`${at("shown")} .shown__paused`, { hidden: true });
        await moves(client);

        // Whoever comes back sees it again.
        await client.reload();
        await passDevices(client);
        await there(client, "shown");
        await moves(client);

        await press(adviser, "share-stop");
        await Promise.all([away(adviser, "own-share"), away(client, "shown")]);
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await there(adviser, "share");
        equal(faultsOf(adviser).join("\n"), "");
        equal(faultsOf(client).join("\n"), "");
      },
      { ...FINNISH, client: guest },
    ));
}

test("a whole screen is looked at before anybody sees it, and may be left", () =>
  withPeople(async ({ adviser, client }) => {
    await adviser.evaluateOnNewDocument(ALL_OF_IT);
    await meet(adviser, client, await service.demoMeeting());
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await press(adviser, "share");
    await there(adviser, "share-whole");
    await picture(adviser, "share-whole-desktop");
    await axe(adviser);
    await seesAndHears(client);
    equal(await client.$(at("shown")), null);
    await adviser.keyboard.press("Escape");
    await away(adviser, "share-whole");
    equal(await client.$(at("shown")), null);

    await press(adviser, "share");
    await press(adviser, "share-whole");
    await there(client, "shown");
    await moves(client);
    // A screen that is not there any more is not shown any more.
    await adviser.reload();
    await passDevices(adviser);
    await away(client, "shown");
    await seesAndHears(client);
  }, FINNISH));

test("one at a time, and the client may show too", () =>
  withPeople(async ({ adviser, client }) => {
    await meet(adviser, client, await service.demoMeeting());
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    await press(client, "share");
    await there(adviser, "shown");
    await moves(adviser);
    await picture(adviser, "share-of-client-desktop");
    await picture(client, "share-of-client-phone");
    await axe(client);
    await press(adviser, "share");
    await adviser.waitForFunction(() => /jakaa näyttönsä nyt/.test(document.body.innerText));
    await away(adviser, "own-share");
    await press(client, "move-to-phone");
    await away(client, "own-share");
    await away(adviser, "shown");
  }, FINNISH));
