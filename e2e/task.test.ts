/** One thing to do before a meeting: written, sent, opened with a code, done; and something to read. # N11 N37 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { DESKTOP, faultsOf } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { mailed } from "./harness/mail.ts";
import { words } from "./harness/reading.ts";
import { CLIENT, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADMINISTRATOR, ADVISER, press, signIn, signOut } from "./harness/signin.ts";
import { at } from "./harness/story.ts";

let service: Service;
let stop: () => Promise<void>;
let staff: Page;
let client: Page;
let code = "";

before(async () => {
  ({ service, stop, staff, client } = await startScene({
    staff: { engine: "chromium", viewport: DESKTOP },
    client: CLIENT,
  }));
});

after(() => stop());

async function write(title: string, text: string): Promise<void> {
  for (const language of ["fi", "sv", "en"]) {
    await staff.type(`#id_title_${language}`, title);
    await staff.type(`#id_words_${language}`, text);
  }
}

test("an administrator writes a task of a type, and something to read", async () => {
  await signIn(staff, service, ADMINISTRATOR);
  await staff.goto(`${service.url}/administration/tasks`);
  await press(staff, "table tbody tr:first-child th a");
  await write("Ota työtodistukset mukaan", "Etsi työtodistukset.\n\nOta ne mukaan tai pidä ne lähellä.");
  await looksRight(staff, "task-write");
  await press(staff, "form .buttons button");
  match(await words(staff), /Ota työtodistukset mukaan/);
  await looksRight(staff, "task-types");
  await staff.goto(`${service.url}/administration/materials/new`);
  await write("Näin videotapaaminen sujuu", "Lue tämä ennen tapaamista.");
  await staff.type("#id_link", "www.kela.fi");
  await press(staff, "form .buttons button");
  await looksRight(staff, "materials-list");
  await staff.goto(`${service.url}/administration/thanks`);
  await looksRight(staff, "thanks-rule");
  await staff.goto(`${service.url}/administration/meeting-types`);
  await looksRight(staff, "types-law");
  await signOut(staff, service);
});

test("the adviser sends it, and the meeting's page tells how it stands", async () => {
  await signIn(staff, service, ADVISER);
  await staff.goto(`${service.url}/meetings/new?client=1`);
  await staff.waitForSelector("#preview h2");
  for (const [field, value] of [
    ["#id_day", new Date(Date.now() + 86_400_000 * 5).toISOString().slice(0, 10)],
    ["#id_time", "11:00"],
  ] as const) {
    await staff.$eval(field, (input, said) => ((input as HTMLInputElement).value = said), value);
  }
  await press(staff, "form .buttons button");
  match(await words(staff), /Ota työtodistukset mukaan: lähtee/);
  await looksRight(staff, "task-meeting");
  await press(staff, 'button[name="do"][value="send"]');
  match(await words(staff), /Ota työtodistukset mukaan: lähetetty/);
});

test("the client opens it with a code on a phone, and says that it is done", async () => {
  await client.goto(await mailed(service.url, /(http[^"\s<]*\/m\/[\w-]{43}\/task)/));
  equal(/työtodistukset/.test(await words(client)), false);
  await looksRight(client, "task-door");
  await press(client, at("task-open"));
  await looksRight(client, "task-code");
  code = await mailed(service.url, /Koodisi on (\d{3} \d{3})/);
  await client.type(at("task-code"), code);
  await press(client, at("task-submit"));
  match(await words(client), /Etsi työtodistukset/);
  await looksRight(client, "task-task");
  await press(client, at("task-do"));
  match(await words(client), /Työntekijäsi näkee/);
  await looksRight(client, "task-done");
  equal(faultsOf(client).join("\n"), "");
  await staff.reload();
  match(await words(staff), /asiakas on tehnyt sen/);
  await looksRight(staff, "task-meeting-done");
});

test("the own page shows the task and what there is to read", async () => {
  await staff.goto(`${service.url}/clients/1`);
  await looksRight(staff, "task-card");
  await press(staff, 'main a[href$="/own-page"]');
  await press(staff, 'button[name="way"][value="email"]');
  await client.goto(await mailed(service.url, /(http[^"\s<]*\/o\/[\w-]{43})/));
  await press(client, at("own-open"));
  const another = new RegExp(`Koodisi on (?!${code})(\\d{3} \\d{3})`);
  await client.type(at("own-code"), await mailed(service.url, another));
  await press(client, at("own-submit"));
  match(await words(client), /Olet tehnyt tämän: Ota työtodistukset mukaan/);
  match(await words(client), /Näin videotapaaminen sujuu/);
  await looksRight(client, "task-own-page");
  await press(client, at("own-task"));
  await looksRight(client, "task-own-task");
  await press(client, at("task-not-done"));
  match(await words(client), /Olen tehnyt tämän/);
  equal(faultsOf(client).join("\n"), "");
});
