/** A letter: the address on the card, the plan, the list to print from, the words; and the door by the short link. # N8 N9 */

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
let adviser: Page;
let administrator: Page;

before(async () => {
  ({ service, stop, adviser, administrator } = await startScene({
    adviser: staff(ADVISER),
    administrator: { ...staff(ADMINISTRATOR), engine: "firefox" },
  }));
});

after(() => stop());

/** What the page itself would get at this address: kind and first letters. */
function fetched(page: Page, path: string): Promise<string> {
  return page.evaluate(async (wanted) => {
    const answer = await fetch(wanted);
    const text = (await answer.text()).slice(0, 5);
    return `${answer.status} ${answer.headers.get("Content-Type")} ${text}`;
  }, path);
}

test("a client whose card has a postal address gets the invitation as a letter", async () => {
  await adviser.goto(`${service.url}/clients/6/edit`);
  await adviser.type("#id_street", "Mäkitie 3 A 5");
  await adviser.type("#id_postal_code", "00100");
  await adviser.type("#id_town", "Helsinki");
  await looksRight(adviser, "letters-card");
  await press(adviser, "main form .buttons button");
  match(await words(adviser), /Mäkitie 3 A 5\s+00100 Helsinki/);
  await adviser.goto(`${service.url}/meetings/new?client=6`);
  await adviser.click('input[name="send_by"][value="post"]');
  await adviser.waitForFunction(() =>
    /joidenkin päivien/.test(document.querySelector("#preview")?.textContent ?? ""),
  );
  await looksRight(adviser, "letters-plan");
  await press(adviser, ".plan__form > .buttons .button");
  match(await words(adviser), /odottaa tulostamista/);
  await adviser.goto(service.url);
  await looksRight(adviser, "letters-today");
});

test("it is opened, printed and posted, and that can be taken back", async () => {
  await press(adviser, '.due__item a[href="/letters"]');
  await looksRight(adviser, "letters-list");
  const path = await adviser.$eval(".list__do a", (link) => new URL(link.href).pathname);
  equal(await fetched(adviser, path), "200 application/pdf %PDF-");
  await press(adviser, '.list__do form[action$="/posted"] button');
  await looksRight(adviser, "letters-posted");
  match(await words(adviser), /Postitettu: /);
  await press(adviser, 'form[action$="/back"] button');
  match(await words(adviser), /odottaa taas tulostamista/);
  equal(faultsOf(adviser).join("\n"), "");
});

test("the organisation words its letters beside the sheet", async () => {
  await administrator.goto(`${service.url}/administration/messages/invitation_video/post/fi`);
  await looksRight(administrator, "letters-words");
  await administrator.type("#id_text", "Terve! ");
  await administrator.waitForFunction(() =>
    /Terve!/.test(document.querySelector(".sheet")?.textContent ?? ""),
  );
  equal(faultsOf(administrator).join("\n"), "");
});
