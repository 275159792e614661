/** A client chooses a time by a link, changes it and cancels it, and says whether they come; the hours decide. # N7 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { faultsOf, newPage, PHONE } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { mailed } from "./harness/mail.ts";
import { PATIENCE } from "./harness/patience.ts";
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

test("an adviser adds hours, and a day away", async () => {
  await adviser.goto(`${service.url}/hours`);
  await looksRight(adviser, "booking-hours");
  await adviser.click('input[name="weekdays"][value="5"]');
  await press(adviser, "#add-heading ~ button, section:has(#add-heading) > .button");
  match(await words(adviser), /Lauantai/);
  await adviser.evaluate(() => {
    const day = new Date(Date.now() + 86_400_000 * 40).toISOString().slice(0, 10);
    for (const name of ["first", "last"]) {
      const field = document.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      if (field) field.value = day;
    }
  });
  await press(adviser, "section:has(#add-different-heading) > .button");
  match(await words(adviser), /Poissa: \d/);
  await press(adviser, ".due__item button");
  equal(/Poissa: \d/.test(await words(adviser)), false);
  equal(faultsOf(adviser).join("\n"), "");
});

test("a client chooses a time by the link, changes it and cancels it", async () => {
  await adviser.goto(`${service.url}/clients/1`);
  await press(adviser, 'main a[href$="/times"]');
  await looksRight(adviser, "booking-offer");
  await press(adviser, "form .buttons .button");
  match(await words(adviser), /Linkki lähtee/);
  const link = await mailed(service.url, /(http[^"]*\/b\/[\w-]{43})/, "aino@demo.invalid");

  await client.goto(link);
  match(await words(client), /Miten haluat tavata/);
  await looksRight(client, "booking-way");
  await press(client, '.picks a[href*="video"]');
  await looksRight(client, "booking-day");
  await press(client, ".picks a");
  await looksRight(client, "booking-time");
  await press(client, ".picks a");
  await looksRight(client, "booking-confirm");
  await client.goBack();
  match(await words(client), /mikä aika sopii sinulle/);
  await press(client, ".picks a");
  await press(client, at("take-time"));
  match(await words(client), /Sinulla on aika/);
  await looksRight(client, "booking-booked");
  const first = await client.$eval(at("booked"), (lead) => lead.textContent);
  await client.reload();
  equal(await client.$eval(at("booked"), (lead) => lead.textContent), first);
  await press(client, 'a[href$="?move"]');
  match(await words(client), /Se pysyy, kunnes valitset toisen/);
  await press(client, ".picks li:last-child a");
  await press(client, ".picks li:last-child a");
  await press(client, at("take-time"));
  const second = await client.$eval(at("booked"), (lead) => lead.textContent);
  ok(second !== first, `${second} is another time`);

  await adviser.goto(`${service.url}/clients/1/times`);
  match(await words(adviser), /aika on valittu/);
  await press(client, 'a[href$="/cancel"]');
  await looksRight(client, "booking-call-off");
  await press(client, at("call-off"));
  match(await words(client), /Miten haluat tavata/);
  equal(faultsOf(client).join("\n"), "");
});

test("staff book a free time for a client", async () => {
  await adviser.goto(`${service.url}/clients/1`);
  await press(adviser, 'main a[href$="/book"]');
  await looksRight(adviser, "booking-book-for");
  await press(adviser, "form.panel .button");
  await looksRight(adviser, "booking-book-for-times");
  await press(adviser, 'section:has(#times-heading) a[href*="at="]');
  await looksRight(adviser, "booking-book-for-chosen");
  await press(adviser, 'form[method="post"] .buttons .button');
  match(await words(adviser), /Kutsu lähtee|Tapaaminen on sovittu/);
  equal(faultsOf(adviser).join("\n"), "");
});

test("with the keyboard alone a time is chosen", async () => {
  const told = await mailed(service.url, /(http[^"]*\/b\/[\w-]{43})/, "aino@demo.invalid");
  const page = await newPage(adviser.browser(), PHONE);
  await page.goto(told);
  for (const choice of ['.picks a[href*="video"]', ".picks a", ".picks a", at("take-time")]) {
    await page.focus(choice);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  }
  match(await words(page), /Sinulla on aika/);
  await page.close();
});

/** The page of the newest invitation, once it is about a meeting that is not called off. */
async function asked(page: Page, address: string): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  do {
    await page.goto(`${await mailed(service.url, /(http[^"]*\/m\/[\w-]{43})/, address)}/answer`);
    if (/Pääsetkö tapaamiseen/.test(await words(page))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < deadline);
  throw new Error("no invitation came");
}

test("who cannot come says so by one press, may take it back, and chooses another time", async () => {
  await asked(client, "aino@demo.invalid");
  await looksRight(client, "booking-answer");
  await press(client, at("comes"));
  match(await words(client), /Tiedämme, että tulet/);
  await looksRight(client, "booking-comes");
  await press(client, at("cannot"));
  match(await words(client), /Aikaa ei ole vielä peruttu/);
  await looksRight(client, "booking-cannot");
  await adviser.goto(`${service.url}/`);
  match(await words(adviser), /Ei pääse: sovi uusi aika/);
  await looksRight(adviser, "booking-day-cannot");
  await press(client, at("new-time"));
  match(await words(client), /Se pysyy, kunnes valitset toisen/);
  await press(client, ".picks li:last-child a");
  await press(client, ".picks li:last-child a");
  await press(client, at("take-time"));
  match(await words(client), /Sinulla on aika/);
  await adviser.reload();
  equal(/Ei pääse: sovi uusi aika/.test(await words(adviser)), false);
  equal([...faultsOf(adviser), ...faultsOf(client)].join("\n"), "");
});

/** Something done beside the service, as its operator could. */
const beside = (code: string) => service.lasna("manage", "shell", "-c", code);

test("who waits is offered an earlier time, and answers by one press", async () => {
  await adviser.goto(`${service.url}/clients/5/times`);
  await press(adviser, "form .buttons .button");
  const link = await mailed(service.url, /(http[^"]*\/b\/[\w-]{43})/, "maret@demo.invalid");
  await client.goto(`${link}?way=video&all`);
  await press(client, ".picks li:last-child a");
  await press(client, ".picks li:last-child a");
  await press(client, at("take-time"));
  await press(client, at("wait"));
  match(await words(client), /Lähetämme sinulle viestin, jos aikaisempi aika vapautuu/);
  await looksRight(client, "booking-waits");
  // Offices sleep at night; this test does not.
  await beside(
    "from lasna.booking.services import waiting; waiting.AWAKE = range(24); waiting.offer_freed_times()",
  );
  await client.reload();
  match(await words(client), /Aika vapautui. Haluatko sen/);
  await looksRight(client, "booking-offer-made");
  await press(client, at("refuse"));
  match(await words(client), /Lähetämme sinulle viestin/);
  await beside(
    "from lasna.booking.services import waiting; waiting.AWAKE = range(24); waiting.offer_freed_times()",
  );
  await client.reload();
  await press(client, at("take-time"));
  match(await words(client), /Sinulla on aika/);
  await press(client, 'a[href$="/cancel"]');
  await press(client, at("call-off"));
  await beside("from lasna.booking.models import OpeningHour; OpeningHour.objects.all().delete()");
  await client.goto(`${link}?way=video`);
  match(await words(client), /Nyt ei ole vapaita aikoja/);
  await looksRight(client, "booking-none");
  await press(client, at("wait"));
  match(await words(client), /Lähetämme sinulle viestin, kun aika vapautuu/);
  equal(faultsOf(client).join("\n"), "");
});

test("who needs a human voice is on the list of the day before, and one tap says called", async () => {
  await adviser.goto(`${service.url}/clients/1/edit`);
  await adviser.click('input[name="call_before"]');
  await looksRight(adviser, "booking-needs-a-call");
  await press(adviser, "main form .buttons button");
  match(await words(adviser), /soitetaan edellisenä työpäivänä/);
  await beside("from lasna.clients.models import Client; Client.objects.update(call_before=True)");
  await adviser.goto(`${service.url}/`);
  match(await words(adviser), /Soita tänään, ennen tapaamista/);
  await looksRight(adviser, "booking-calls");
  await press(adviser, 'button[name="said"][value="no_answer"]');
  match(await words(adviser), /ei vastannut/);
  await press(adviser, 'button[name="said"][value="answered"]');
  match(await words(adviser), /Kumoa/);
  await looksRight(adviser, "booking-called");
  equal(faultsOf(adviser).join("\n"), "");
});
