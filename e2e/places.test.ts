/** A place with address and equipment is added, booked together with a meeting, and seen as booked. # N6 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { faultsOf } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { words } from "./harness/reading.ts";
import { staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADMINISTRATOR, ADVISER, press } from "./harness/signin.ts";

let service: Service;
let stop: () => Promise<void>;
let administrator: Page;
let adviser: Page;

before(async () => {
  ({ service, stop, administrator, adviser } = await startScene({
    administrator: staff(ADMINISTRATOR),
    adviser: staff(ADVISER),
  }));
});

after(() => stop());

test("an administrator adds places", async () => {
  const page = administrator;
  await page.goto(`${service.url}/administration/places`);
  await looksRight(page, "places-none");
  for (const [kind, name, address] of [
    ["library", "Tutkijanhuone 3", "Kirjastokatu 2, 2. kerros"],
    ["room", "Kokoushuone Kuusi", "Demokatu 1"],
  ]) {
    await press(page, '.heading a[href$="/new"]');
    await page.click(`input[name="kind"][value="${kind}"]`);
    await page.type("#id_name", name ?? "");
    await page.type("#id_address", address ?? "");
    for (const there of ["camera", "microphone", "screen"]) {
      await page.click(`input[name="equipment"][value="${there}"]`);
    }
    await page.click('input[name="access"][value="step_free"]');
    await looksRight(page, "places-write");
    await press(page, "form .buttons button");
  }
  await looksRight(page, "places-list");
  match(await words(page), /Tutkijanhuone 3/);
  equal(faultsOf(page).join("\n"), "");
});

test("an adviser books a place together with a meeting, and sees it booked", async () => {
  const page = adviser;
  await page.goto(`${service.url}/meetings/new?client=1`);
  await page.waitForSelector("#preview h2");
  await page.click('input[name="planned_channel"][value="phone"]');
  await page.waitForFunction(() => document.querySelector<HTMLElement>(".place")?.offsetParent === null);
  await page.click('input[name="planned_channel"][value="in_person"]');
  await page.select("#id_place", "1");
  await page.waitForFunction(() =>
    document.querySelector("#preview")?.textContent?.includes("Kirjastokatu 2"),
  );
  await looksRight(page, "places-planning");
  await press(page, "form .buttons button");
  match(await words(page), /Tutkijanhuone 3, Kirjastokatu 2/);
  await looksRight(page, "places-meeting");
  await press(page, 'a[href$="/move"]');
  await looksRight(page, "places-move");
  await page.goto(`${service.url}/places`);
  // The next half hour may be tomorrow's.
  if (!/Aino/.test(await words(page))) await press(page, 'a[rel="next"]');
  match(await words(page), /Aino/);
  await looksRight(page, "places-booked");
  equal(faultsOf(page).join("\n"), "");
});
