/** A quick question: the adviser is here now, a client knocks from their own page, and both meet. # N47 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { DESKTOP, faultsOf, newPage } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { mailed } from "./harness/mail.ts";
import { seesAndHears } from "./harness/media.ts";
import { hears, words } from "./harness/reading.ts";
import { CLIENT, staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADMINISTRATOR, ADVISER, press, python, signIn } from "./harness/signin.ts";
import { at, endMeeting, passDevices, press as pressHandle, see } from "./harness/story.ts";

let service: Service;
let stop: () => Promise<void>;
let adviser: Page;
let client: Page;
/** The client's own page. */
let own: string;

before(async () => {
  ({ service, stop, adviser, client } = await startScene({ adviser: staff(ADVISER), client: CLIENT }));
});

after(() => stop());

const appears = (page: Page, css: string) => page.waitForSelector(css, { visible: true });

/** On the day page: whatever it asks for by itself has come. */
async function openDay(): Promise<void> {
  await adviser.goto(service.url);
  await adviser.waitForSelector("#here");
}

async function knock(way: "video" | "phone"): Promise<void> {
  await client.goto(own);
  await press(client, at(`quick-${way}`));
  await appears(client, at("quick-told"));
}

test("the adviser says that they are here, and sees who is told", async () => {
  await openDay();
  await appears(adviser, at("be-here"));
  await adviser.click(at("be-here"));
  await looksRight(adviser, "quick-switch");
  await press(adviser, at("say-here"));
  await appears(adviser, at("is-here"));
  match(await words(adviser), /Vain omat asiakkaasi näkevät tämän/);
  await looksRight(adviser, "quick-here");
});

test("behind link and code the client sees it, and knocks by one press", async () => {
  await adviser.goto(`${service.url}/clients/1/own-page`);
  await press(adviser, 'button[name="way"][value="email"]');
  const link = await mailed(service.url, /(http[^"\s<]*\/o\/[\w-]{43})/);
  await client.goto(link);
  equal(/paikalla/.test(await words(client)), false);
  await press(client, at("own-open"));
  await client.type(at("own-code"), await mailed(service.url, /Koodisi on (\d{3} \d{3})/));
  await press(client, at("own-submit"));
  own = client.url();
  match(await words(client), /on nyt paikalla.*Haluatko kysyä jotain/s);
  await looksRight(client, "quick-offer");
  await press(client, at("quick-video"));
  match(await words(client), /sai tiedon.*Olet ensimmäinen/s);
  await looksRight(client, "quick-waiting");
  equal(faultsOf(client).join("\n"), "");
});

test("it rings on every page of the adviser's, who answers: in five minutes", async () => {
  await adviser.goto(`${service.url}/clients`);
  await appears(adviser, at("knocks"));
  await looksRight(adviser, "quick-desk");
  await press(adviser, `${at("knocks")} [data-answer]`);
  await appears(adviser, at("knocks")); // which moves what is under it
  await looksRight(adviser, "quick-knock");
  await press(adviser, at("knock-soon"));
  await hears(client, /on nähnyt kysymyksesi/);
  await looksRight(client, "quick-soon");
  await adviser.waitForSelector("#desk", { hidden: true });
  await appears(adviser, ".knocks__soon");
  await looksRight(adviser, "quick-day");
});

test("one tap begins the meeting, and both see and hear each other", async () => {
  await press(adviser, at("begin-knock"));
  await passDevices(adviser);
  // The client's page goes by itself: nothing is pressed.
  await client.waitForFunction(() => location.pathname.startsWith("/m/"));
  await passDevices(client);
  await see(client, "waiting");
  await see(adviser, "arrival");
  await pressHandle(adviser, "admit");
  await Promise.all([see(adviser, "stage"), see(client, "stage")]);
  await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
  await Promise.all([adviser.waitForNavigation(), endMeeting(adviser)]);
  await client.waitForFunction(() => /Kiitos/.test(document.body.innerText));
  equal(faultsOf(client).join("\n"), "");
});

test("from the desk one tap begins, too; not now is told with a sentence and a call", async () => {
  await openDay();
  await appears(adviser, at("is-here"));
  await knock("phone");
  await looksRight(client, "quick-phone");
  await appears(adviser, at("desk-begin"));
  await press(adviser, `${at("knocks")} [data-answer]`);
  await appears(adviser, at("knocks"));
  await adviser.type("#id_words", "Olen koulutuksessa.");
  await press(adviser, at("decline-knock"));
  await hears(client, /Olen koulutuksessa/);
  await looksRight(client, "quick-declined");
  await client.goto(own);
  await press(client, at("quick-phone"));
  await appears(adviser, at("desk-begin"));
  await press(adviser, at("desk-begin"));
  match(adviser.url(), /\/meetings\/\d+$/);
  await hears(client, /soittaa sinulle nyt/);
  await looksRight(client, "quick-called");
});

test("nobody answers: the client is told, and the adviser's day says whom to call", async () => {
  await python(
    service,
    `from lasna.knocking.models import Knock, Presence
from lasna.meetings.models import Meeting
from lasna.meetings.services import end_meeting
for knock in Knock.objects.filter(state="begun"):
    end_meeting(meeting_id=knock.meeting_id, by=knock.adviser)
Knock.objects.update(asked_at="2026-01-01T09:00:00Z")`,
  );
  await openDay();
  await appears(adviser, at("is-here"));
  await knock("video");
  await python(
    service,
    `from datetime import timedelta
from django.db.models import F
from lasna.knocking.models import Knock
Knock.objects.filter(state="waiting").update(rings_at=F("rings_at") - timedelta(minutes=10))`,
  );
  await appears(client, at("quick-unanswered"));
  await looksRight(client, "quick-unanswered");
  await openDay();
  match(await words(adviser), /kysyi pikakysymyksen tänään klo .*, ei vastattu/);
  await looksRight(adviser, "quick-due");
  await press(adviser, at("knock-called"));
  match(adviser.url(), /\/contacts\/\d+$/);
});

test("not any more, and the own page says so; the organisation switches it off", async () => {
  await openDay();
  await appears(adviser, at("end-here"));
  await press(adviser, at("end-here"));
  await appears(adviser, at("be-here"));
  await client.goto(`${own}/quick?again`);
  match(await words(client), /ei ole nyt tavattavissa/);
  await looksRight(client, "quick-away");
  const page = await newPage(await adviser.browser().createBrowserContext(), DESKTOP);
  await signIn(page, service, ADMINISTRATOR);
  await page.goto(`${service.url}/administration/quick-questions`);
  await looksRight(page, "quick-rule");
  await page.click('input[name="on"][value="no"]');
  await press(page, "main form .button");
  await openDay();
  ok(!(await adviser.$(at("be-here"))));
  equal(faultsOf(adviser).join("\n"), "");
});
