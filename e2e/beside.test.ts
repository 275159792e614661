/** Several at one device: each has a name in the picture (need N18). */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { arrive, at, enterAsAdviser, press, see } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function add(page: Page, name: string): Promise<void> {
  await page.locator(`${at("beside")} input`).fill(name);
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    (css: string, added: string) => document.querySelector(css)?.textContent?.includes(added),
    {},
    `${at("beside")} ul`,
    name,
  );
}

const says = (page: Page, css: string, words: string) =>
  page.waitForFunction(
    (where: string, text: string) => document.querySelector(where)?.textContent?.includes(text),
    {},
    css,
    words,
  );

test("who is with the client is asked in the waiting room, and seen by name", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await service.demoMeeting();
      await enterAsAdviser(adviser, meeting);
      await arrive(client, meeting);
      await client.locator(at("beside-open")).click();
      await client.waitForSelector(at("beside"));
      await picture(client, "beside-asked-phone");
      await axe(client);
      await add(client, "Demo-Mikko");
      await add(client, "Demo-Liisa Pitkänimi-Meikäläinen");
      await picture(client, "beside-told-phone");
      await axe(client);
      await client.locator(at("beside-done")).click();
      await says(client, at("beside-me"), "Demo-Mikko");
      await picture(client, "beside-waiting-phone");
      await says(adviser, at("arrival"), "Demo-Mikko");
      await picture(adviser, "beside-arrival-desktop");

      await press(adviser, "admit");
      await see(adviser, "remote-video");
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await says(adviser, ".far .name", "ja Demo-Mikko, Demo-Liisa");
      await picture(adviser, "beside-room-desktop");

      // One of them goes; the adviser gets company.
      await client.locator(at("settings")).click();
      await client.locator(`${at("beside")} li button`).click();
      await client.waitForFunction(
        (css: string) => document.querySelectorAll(css).length === 1,
        {},
        `${at("beside")} li`,
      );
      await picture(client, "beside-settings-phone");
      await axe(client);
      await client.keyboard.press("Escape");
      await says(adviser, ".far .name", "ja Demo-Liisa");
      const shown = await adviser.$eval(".far .name", (plate) => plate.textContent ?? "");
      match(shown, /ja Demo-Liisa/);
      equal(shown.includes("Demo-Mikko"), false);
      await adviser.locator(at("settings")).click();
      await add(adviser, "Demo-Opo");
      await adviser.keyboard.press("Escape");
      await says(client, ".far .name", "ja Demo-Opo");
      await picture(client, "beside-room-phone");

      // It stays over a reload.
      await client.reload();
      await see(client, "remote-video");
      await says(adviser, ".far .name", "ja Demo-Liisa");
      equal(faultsOf(adviser).join("\n"), "");
      equal(faultsOf(client).join("\n"), "");
    },
    { language: "fi" },
  ));
