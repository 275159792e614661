/** Talking by writing: letter by letter, from browser to browser (safety rule 13). */

import { equal } from "node:assert/strict";
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

const FIELD = at("writing-field");

const reads = (page: Page, words: string) =>
  page.waitForFunction(
    (css: string, text: string) =>
      [...document.querySelectorAll(css)].some((line) => line.textContent?.endsWith(text)),
    {},
    `${at("writing")} [role="log"] p`,
    words,
  );

for (const guest of ["chromium", "firefox"] as const) {
  test(`each letter is read as it is typed; the client in ${guest}`, () =>
    withPeople(
      async ({ adviser, client }) => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await client.locator(at("settings")).click();
        await client.locator(at("writing-open")).click();
        await client.waitForSelector(FIELD);
        await picture(client, `writing-empty-${guest}-phone`);
        await client.type(FIELD, "Hei, en kuu");
        // It opens by itself where somebody is written to, before the line is done.
        await reads(adviser, ": Hei, en kuu");
        await client.type(FIELD, "le");
        await reads(adviser, ": Hei, en kuule");
        await client.keyboard.press("Enter");
        await adviser.type(FIELD, "Ei hätää. Kirjoitetaan <b>näin</b>.");
        await reads(client, ": Ei hätää. Kirjoitetaan <b>näin</b>.");
        await client.type(FIELD, "Kiitos");
        await reads(adviser, ": Kiitos");
        await client.keyboard.press("Backspace");
        await reads(adviser, ": Kiito");
        await Promise.all([axe(adviser), axe(client)]);
        await picture(adviser, `writing-${guest}-desktop`);
        await picture(client, `writing-${guest}-phone`);

        // Who needs it has it open again; what the others have written stays with them.
        await client.reload();
        await see(client, "remote-video");
        await client.waitForSelector(FIELD);
        await client.type(FIELD, "Olen taas tässä");
        await reads(adviser, ": Olen taas tässä");
        await reads(adviser, ": Hei, en kuule");
        await adviser.locator(at("writing-close")).click();
        await adviser.waitForSelector(FIELD, { hidden: true });
        equal(faultsOf(adviser).join("\n"), "");
        equal(faultsOf(client).join("\n"), "");
      },
      { client: guest, language: "fi" },
    ));
}
