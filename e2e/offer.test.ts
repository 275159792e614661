/** Video is offered, and the answer is written down by one press; the reasons are the organisation's own. # N2 */

import { equal, match, ok } from "node:assert/strict";
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

test("where a meeting is planned, the answer is one press, and its reason another", async () => {
  await adviser.goto(`${service.url}/meetings/new?client=6`);
  const why = ".offered__why--declined";
  equal(await adviser.$eval(why, (part) => part.checkVisibility()), false);
  await adviser.click('input[name="offer"][value="declined"]');
  equal(await adviser.$eval(why, (part) => part.checkVisibility()), true);
  await adviser.click(`${why} input`);
  await adviser.waitForSelector("#preview h2");
  await looksRight(adviser, "offer-plan");
  await adviser.click('input[name="planned_channel"][value="phone"]');
  await press(adviser, ".plan__form > .buttons .button");
  await adviser.goto(`${service.url}/clients/6`);
  match(await words(adviser), /tarjottiin, asiakas valitsi toisin: Haluaa tavata paikan päällä/);
  equal(faultsOf(adviser).join("\n"), "");
});

test("planning advises a way, with reasons, what the law says and what the office has agreed on", async () => {
  await administrator.goto(`${service.url}/administration/practices`);
  await looksRight(administrator, "offer-practices");
  await press(administrator, "main section a");
  await administrator.type("#id_text", "Suunnitelmat tarkistamme ensin videolla.");
  await looksRight(administrator, "offer-practice");
  await press(administrator, "main form .button");
  await administrator.goto(`${service.url}/administration/meeting-types/1`);
  await looksRight(administrator, "offer-type");
  await administrator.goto(`${service.url}/administration/meeting-types`);
  await looksRight(administrator, "offer-types");
  await adviser.goto(`${service.url}/meetings/new?client=1`);
  match(await words(adviser), /Suositus: kasvokkain[\s\S]*Laki tästä tapaamisesta/);
  await adviser.$$eval("#advice details", (all) => {
    for (const one of all) one.open = true;
  });
  match(await words(adviser), /Suunnitelmat tarkistamme ensin videolla/);
  await looksRight(adviser, "offer-advice");
  await adviser.select("#id_type", "3");
  await adviser.waitForFunction(() =>
    /Suositus: video/.test(document.querySelector("#advice")?.textContent ?? ""),
  );
  equal(faultsOf(adviser).join("\n"), "");
});

test("on the page of the meeting the answer is one press", async () => {
  await adviser.goto(`${service.url}/meetings/2`);
  await looksRight(adviser, "offer-meeting");
  await press(adviser, 'section:has(> #offer-heading) button[value="accepted"]');
  match(await words(adviser), /Tarjottiin, asiakas suostui/);
  await looksRight(adviser, "offer-answered");
  equal(faultsOf(adviser).join("\n"), "");
});

test("the reasons are the organisation's own", async () => {
  const list = `${service.url}/administration/offers`;
  await administrator.goto(list);
  await looksRight(administrator, "offer-reasons");
  await press(administrator, 'main a[href$="answer=not_offered"]');
  for (const code of ["fi", "sv", "en"]) await administrator.type(`#id_words_${code}`, "Kiire");
  await looksRight(administrator, "offer-reason");
  await press(administrator, "main form .button");
  match(await words(administrator), /Kiire/);
  await press(administrator, ".due__item button");
  match(await words(administrator), /Suljetut[\s\S]*Haluaa tavata paikan päällä/);
  await looksRight(administrator, "offer-closed");
  await adviser.goto(`${service.url}/meetings/3`);
  const buttons = await adviser.$$eval("section:has(> #offer-heading) button", (all) =>
    all.map((one) => one.textContent),
  );
  ok(buttons.includes("Kiire") && !buttons.includes("Haluaa tavata paikan päällä"), `${buttons}`);
  equal(faultsOf(administrator).join("\n"), "");
});
