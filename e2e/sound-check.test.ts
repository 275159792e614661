/** Is everybody heard? Each at one device speaks in turn, the far end answers, and who is not heard is named. N18 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, meet, see } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

const press = (page: Page, id: string) => page.locator(at(id)).click();
const says = (page: Page, id: string, words: string) =>
  page.waitForFunction(
    (css: string, text: string) => document.querySelector<HTMLElement>(css)?.innerText.includes(text),
    {},
    at(id),
    words,
  );

async function withMikko(client: Page): Promise<void> {
  await press(client, "settings");
  const name = await client.waitForSelector(`dialog[open] ${at("beside")} input`);
  await name?.type("Demo-Mikko");
  await press(client, "beside-add");
  await client.waitForSelector(`${at("beside")} li`);
}

async function answer(adviser: Page, name: string, how: "yes" | "no"): Promise<void> {
  await says(adviser, "sound-check-asked", `${name} puhuu nyt. Kuuletko?`);
  await picture(adviser, `sound-check-asked-${how}`);
  await axe(adviser);
  await press(adviser, `sound-check-${how}`);
  await adviser.waitForSelector(at("sound-check-asked"), { hidden: true });
}

for (const guest of ["chromium", "firefox"] as const) {
  test(`whoever is not heard is named at the client's device, in ${guest}`, () =>
    withPeople(
      async ({ adviser, client }) => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await withMikko(client);
        await press(client, "sound-check-begin");
        await answer(adviser, "Aino Demo-Virtanen", "yes");
        await says(client, "sound-check", "Kuulee: Demo-työntekijä");
        await press(client, "sound-check-next");
        await answer(adviser, "Demo-Mikko", "no");
        await says(client, "sound-check", "Ei kuule: Demo-työntekijä");
        await picture(client, `sound-check-turn-${guest}-phone`);
        await axe(client);
        await press(client, "sound-check-next");
        await says(client, "sound-check-found", "Ei kuulunut: Demo-Mikko.");
        await picture(client, `sound-check-found-${guest}-phone`);
        await axe(client);

        // Begun and left: nobody is asked any longer, also not by a page that was reloaded.
        await press(client, "sound-check-begin");
        await says(adviser, "sound-check-asked", "Aino Demo-Virtanen");
        await client.keyboard.press("Escape");
        await adviser.waitForSelector(at("sound-check-asked"), { hidden: true });
        await press(client, "settings");
        await press(client, "sound-check-begin");
        await says(adviser, "sound-check-asked", "Aino Demo-Virtanen");
        await client.reload();
        await adviser.waitForSelector(at("sound-check-asked"), { hidden: true });
        await see(client, "remote-video");
        equal(await adviser.$(at("sound-check-asked")), null);
        match(await client.evaluate(() => document.body.innerText), /Demo-työntekijä/);
        equal(faultsOf(adviser).join("\n"), "");
        equal(faultsOf(client).join("\n"), "");
      },
      { client: guest, language: "fi" },
    ));
}
