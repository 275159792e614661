/** A client's own page: the link by mail, the code by text message; the next meeting, a wish, and its end. # N1 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { faultsOf } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { mailed } from "./harness/mail.ts";
import { words } from "./harness/reading.ts";
import { CLIENT, staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADVISER, press } from "./harness/signin.ts";
import { at } from "./harness/story.ts";

let service: Service;
let stop: () => Promise<void>;
let adviser: Page;
let client: Page;

before(async () => {
  ({ service, stop, adviser, client } = await startScene({ adviser: staff(ADVISER), client: CLIENT }));
});

after(() => stop());

test("an adviser sends the link, and the client opens the page with a code", async () => {
  await adviser.goto(`${service.url}/clients/1`);
  await press(adviser, 'main a[href$="/own-page"]');
  match(await words(adviser), /ei ole toimivaa linkkiä/);
  await press(adviser, 'button[name="way"][value="email"]');
  await looksRight(adviser, "own-staff");
  const link = await mailed(service.url, /(http[^"\s<]*\/o\/[\w-]{43})/);
  await client.goto(link);
  await looksRight(client, "own-door");
  await press(client, at("own-open"));
  await looksRight(client, "own-code");
  const code = await mailed(service.url, /Koodisi on (\d{3} \d{3})/);
  await client.type(at("own-code"), code);
  await press(client, at("own-submit"));
  match(await words(client), /Omalla sivullasi/);
  await looksRight(client, "own-page");
  equal(faultsOf(client).join("\n"), "");
});

test("each thing has a page of its own, and the way back", async () => {
  const pages = await client.$$eval(".links a", (links) =>
    links.map((link) => (link as HTMLAnchorElement).href),
  );
  ok(pages.length >= 5);
  for (const page of pages) {
    await client.goto(page);
    await looksRight(client, `own-${page.split("/").at(-1) ?? ""}`);
    await press(client, 'main a[href*="/o/"]:last-of-type');
    match(await words(client), /Omalla sivullasi/);
  }
});

test("a wish that the client says there is on the adviser's day", async () => {
  await press(client, '.links a[href$="/wish"]');
  await client.focus('button[value="phone"]');
  await Promise.all([client.waitForNavigation(), client.keyboard.press("Enter")]);
  match(await words(client), /Toiveesi: Puhelimessa/);
  await looksRight(client, "own-wished");
  await adviser.goto(service.url);
  match(await words(adviser), /haluaa tavata: puhelin/);
  await looksRight(adviser, "own-today");
  await press(adviser, 'form[action$="/seen"] button');
  equal(/haluaa tavata: puhelin/.test(await words(adviser)), false);
});

test("of a meeting that is agreed another way is asked for, and the adviser's day says so", async () => {
  await press(client, 'main a[href*="/o/"]');
  const own = client.url();
  await press(client, 'main a[href$="/way"]');
  await looksRight(client, "own-way");
  await press(client, 'button[value="in_person"]');
  match(await words(client), /Toiveesi: Tulen toimistolle/);
  await looksRight(client, "own-way-said");
  await adviser.goto(service.url);
  match(await words(adviser), /toinen tapa sopisi paremmin: kasvokkain/);
  await looksRight(adviser, "own-today-way");
  await client.goto(`${own}/wish`);
});

test("closed on a device, the page asks for a code again", async () => {
  await press(client, 'main a[href*="/o/"]');
  await press(client, at("own-leave"));
  match(await words(client), /Lähetämme sinulle koodin/);
  equal(faultsOf(client).join("\n"), "");
});
