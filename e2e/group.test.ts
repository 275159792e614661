/** A group: two clients take its seats by their links, are let in one by one, and each has an outcome of their own. # N7 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { faultsOf, picture } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { mailed } from "./harness/mail.ts";
import { comeInvited } from "./harness/partner.ts";
import { words } from "./harness/reading.ts";
import { CLIENT, staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADVISER, press, python } from "./harness/signin.ts";
import { at, endMeeting, passDevices, press as pressHandle, see } from "./harness/story.ts";

const TITLE = "Keskiviikon ryhmä";
const AINO = { id: 1, email: "aino@demo.invalid", phone: "040 123 4567", language: "fi" } as const;
const OLGA = { id: 3, email: "olga@demo.invalid", phone: "040 123 4569", language: "en" } as const;

let service: Service;
let stop: () => Promise<void>;
let adviser: Page;
let aino: Page;
let olga: Page;
let group: string;

before(async () => {
  ({ service, stop, adviser, aino, olga } = await startScene({
    adviser: staff(ADVISER),
    aino: CLIENT,
    olga: { ...CLIENT, engine: "chromium", language: "en" },
  }));
});

after(() => stop());

test("an adviser plans a group, and gives nobody a seat yet", async () => {
  await adviser.goto(`${service.url}/meetings/new`);
  await press(adviser, 'main a[href="/groups/new"]');
  await looksRight(adviser, "group-new");
  await adviser.type('[name="title"]', TITLE);
  await adviser.click('[name="planned_channel"][value="video"]');
  await adviser.$eval('[name="seats"]', (field) => {
    (field as HTMLInputElement).value = "2";
  });
  await press(adviser, "form .buttons .button");
  match(await words(adviser), /0\/2 paikkaa/);
  group = adviser.url();
  await looksRight(adviser, "group-empty");
  await adviser.goto(`${service.url}/clients/2/groups`);
  await looksRight(adviser, "group-for-client");
  await press(adviser, 'main a[href*="/seats/new"]');
  await looksRight(adviser, "group-give-seat");
});

async function linkFor(client: typeof AINO | typeof OLGA): Promise<string> {
  await adviser.goto(`${service.url}/clients/${client.id}/times`);
  const type = await adviser.$eval(
    'select[name="type"]',
    (select) => [...(select as HTMLSelectElement).options].find((one) => /Ryhmä/.test(one.text))?.value ?? "",
  );
  await adviser.select('select[name="type"]', type);
  await press(adviser, "form .buttons .button");
  return mailed(service.url, /(http[^"]*\/b\/[\w-]{43})/, client.email);
}

test("clients take a seat by their links, with one press, and no page names another", async () => {
  for (const [page, client] of [
    [aino, AINO],
    [olga, OLGA],
  ] as const) {
    await page.goto(await linkFor(client));
    match(await words(page), new RegExp(TITLE));
    if (client === AINO) await looksRight(page, "group-to-choose");
    await press(page, at("take-seat"));
    await page.waitForSelector(at("seated"));
    ok(!/Aino|Olga/.test(await words(page)));
  }
  await looksRight(aino, "group-seated");
  await press(aino, 'main a[href$="?free"]');
  await looksRight(aino, "group-give-up");
  await adviser.goto(group);
  match(await words(adviser), /2\/2 paikkaa/);
  await looksRight(adviser, "group-full");
  equal(faultsOf(aino).join("\n"), "");
});

test("each is let in alone, and all three see each other", async () => {
  const now = "from django.utils import timezone as t; from datetime import timedelta as d; n = t.now()";
  const moved = "Meeting.objects.exclude(seats=None).update(starts=n, ends=n + d(hours=1))";
  await python(service, `from lasna.meetings.models import Meeting; ${now}; ${moved}`);
  await adviser.goto(`${group}/room`);
  await passDevices(adviser);
  await picture(adviser, "group-expected");
  ok((await adviser.$(at("move-to-phone"))) === null, "a group has no telephone");
  await comeInvited(aino, service.url, AINO);
  await pressHandle(adviser, "admit");
  await see(aino, "stage");
  await comeInvited(olga, service.url, OLGA);
  ok(!/Aino/.test(await olga.$eval("body", (body) => body.innerText)), "the waiting room names nobody");
  await pressHandle(adviser, "admit");
  await Promise.all(
    [adviser, aino, olga].map((page) => page.waitForSelector(`${at("faces")}[data-count="2"]`)),
  );
  const named = await olga.$eval("body", (body) => body.innerText);
  ok(/Aino/.test(named) && !/Virtanen|Demo-Virta/.test(named), "by the first name alone");
  await picture(adviser, "group-room-adviser");
  await picture(aino, "group-room-client");
});

test("the adviser ends it, and each client has an outcome and a contact", async () => {
  // The room leads to the meeting's page by itself.
  await Promise.all([adviser.waitForNavigation(), endMeeting(adviser)]);
  equal(adviser.url(), group);
  match(await words(adviser), /tavattu/i);
  await looksRight(adviser, "group-ended");
  await adviser.goto(`${service.url}/clients/${OLGA.id}`);
  match(await words(adviser), /tavattu/i);
  const met =
    'print(Contact.objects.filter(outcome="met", meeting__seats=2).values("client").distinct().count())';
  match(await python(service, `from lasna.contacts.models import Contact; ${met}`), /^2/m);
  equal(faultsOf(adviser).join("\n"), "");
});
