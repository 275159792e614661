/** Two people make sure by four words that nobody is in between (need N44). */

import { equal, match, notEqual } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { meet } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

const WORDS = '[data-testid="comparison"] .comparison[lang]';

async function openWords(page: Page): Promise<void> {
  await page.locator('[data-testid="settings"]').click();
  await page.locator('[data-testid="comparison"] button').click();
}

async function wordsIn(page: Page, language: string): Promise<string> {
  await page.locator('[data-testid="comparison"] select').fill(language);
  const shown = await page.waitForSelector(`${WORDS}[lang="${language}"]`, { visible: true });
  return (await shown?.evaluate((element) => element.textContent)) ?? "";
}

for (const guest of ["chromium", "firefox"] as const) {
  test(`both read the same words; the client in ${guest}`, () =>
    withPeople(
      async ({ adviser, client }) => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await Promise.all([openWords(adviser), openWords(client)]);
        const seen = [];
        for (const language of ["sv", "en", "fi"]) {
          const [one, other] = await Promise.all([wordsIn(adviser, language), wordsIn(client, language)]);
          match(one, /^[a-zåäö]+( [a-zåäö]+){3}$/);
          equal(one, other);
          seen.push(one);
        }
        equal(new Set(seen).size, 3);
        for (const [page, width] of [
          [adviser, "desktop"],
          [client, "phone"],
        ] as const) {
          await picture(page, `comparison-${guest}-${width}`);
          await axe(page);
        }
        equal(faultsOf(adviser).join("\n"), "");
        equal(faultsOf(client).join("\n"), "");
      },
      { client: guest, language: "fi" },
    ));
}

test("words are those of this call alone", () =>
  withPeople(
    async ({ adviser, client }) => {
      const read = async () => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await openWords(adviser);
        return wordsIn(adviser, "fi");
      };
      notEqual(await read(), await read());
    },
    { language: "fi" },
  ));
