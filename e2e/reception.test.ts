/** Without an appointment: a client waits in the queue, an adviser takes the next, and both meet. # N32 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { DESKTOP, faultsOf, newPage, PHONE } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { hears, words } from "./harness/reading.ts";
import { CLIENT, staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { ADMINISTRATOR, ADVISER, press, signIn } from "./harness/signin.ts";
import { at, passDevices, press as pressHandle, see } from "./harness/story.ts";

let service: Service;
let stop: () => Promise<void>;
let adviser: Page;
let client: Page;
/** The public page. */
let open: string;
let desk: string;

before(async () => {
  ({ service, stop, adviser, client } = await startScene({ adviser: staff(ADVISER), client: CLIENT }));
});

after(() => stop());

test("an administrator sets the reception up, and gets its link to print", async () => {
  const context = await adviser.browser().createBrowserContext();
  const page = await newPage(context, DESKTOP);
  await signIn(page, service, ADMINISTRATOR);
  await page.goto(`${service.url}/administration/receptions/1`);
  await page.type('input[name="name_fi"]', "Neuvonta");
  await page.click('input[name="ways"][value="in_person"]');
  await page.type('input[name="where"]', "toisen kerroksen aula");
  await press(page, "section:has(#what-heading) > .button");
  await page.click('input[name="weekdays"][value="5"]');
  await press(page, "section:has(#add-heading) > .button");
  match(await words(page), /Lauantai/);
  await looksRight(page, "reception-settings");
  await press(page, 'main a[href$="/link"]');
  await looksRight(page, "reception-sheet");
  open = await page.$eval(".handson__address", (address) => address.textContent ?? "");
  match(open, /\/reception\/[0-9a-f]{16}$/);
  equal(faultsOf(page).join("\n"), "");
  await context.close();
});

test("the desk opens it, and the public page says so to anybody", async () => {
  await client.goto(open);
  match(await words(client), /Vastaanotto on nyt kiinni/);
  await looksRight(client, "reception-closed");
  await adviser.goto(`${service.url}/receptions`);
  desk = adviser.url();
  await press(adviser, at("serve"));
  await press(adviser, "#say-open");
  match(await words(adviser), /Auki, sulkeutuu/);
  await client.reload();
  match(await words(client), /Vastaanotto on nyt auki/);
  await looksRight(client, "reception-open");
});

test("a client waits without an account, an adviser takes the next, and both meet by video", async () => {
  await client.type("#id_name", "Veikko");
  await press(client, at("join"));
  match(await words(client), /Olet jonossa\..*Edelläsi ei ole ketään/s);
  await looksRight(client, "reception-waiting");
  const other = await newPage(await client.browser().createBrowserContext(), PHONE);
  await other.goto(open);
  await other.type("#id_name", "Liisa");
  await press(other, at("join"));
  match(await words(other), /Edelläsi on yksi ihminen/);

  await hears(adviser, /Veikko.*Liisa/s);
  await looksRight(adviser, "reception-desk");
  await press(adviser, at("take-next"));
  match(await words(adviser), /Veikko/);
  await looksRight(adviser, "reception-visitor");
  await hears(client, /Nyt on sinun vuorosi/);
  await looksRight(client, "reception-taken");
  await hears(other, /Edelläsi ei ole ketään/);
  await other.close();
  await client.bringToFront();

  await adviser.type("#id_last_name", "Demo");
  await press(adviser, at("begin-new"));
  await passDevices(adviser);
  // The client's page goes by itself: nothing is pressed.
  await client.waitForFunction(() => location.pathname.startsWith("/m/"));
  await passDevices(client);
  await see(client, "waiting");
  await see(adviser, "arrival");
  await pressHandle(adviser, "admit");
  await Promise.all([see(adviser, "stage"), see(client, "stage")]);
  await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
  equal(faultsOf(client).join("\n"), "");
});

test("who is in the queue asks for a call, or leaves, by the keyboard alone", async () => {
  const page = await newPage(await client.browser().createBrowserContext(), PHONE);
  await page.goto(open);
  await page.focus("#id_name");
  await page.keyboard.type("Aino");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.focus("details.help summary");
  await page.keyboard.press("Enter");
  await looksRight(page, "reception-another-way");
  await page.focus("#id_phone");
  await page.keyboard.type("040 765 4321");
  await page.focus(at("phone-me"));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  match(await words(page), /soitamme sinulle: 040 765 4321/);
  await page.focus(at("leave"));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  match(await words(page), /Lähdit jonosta/);
  await looksRight(page, "reception-left");
  equal(faultsOf(page).join("\n"), "");
});

test("closed for today: newcomers are told when it opens, and who waits is still met", async () => {
  const page = await newPage(await client.browser().createBrowserContext(), PHONE);
  await page.goto(open);
  await page.click('input[name="way"][value="in_person"]');
  await page.type("#id_name", "Oili");
  await press(page, at("join"));
  match(await words(page), /Odota täällä: toisen kerroksen aula/);
  await adviser.goto(desk);
  await press(adviser, at("close"));
  await page.reload();
  match(await words(page), /Sinut otetaan silti vastaan/);
  const late = await newPage(await client.browser().createBrowserContext(), PHONE);
  await late.goto(open);
  match(await words(late), /Vastaanotto on nyt kiinni\..*aukeaa/s);
  await looksRight(adviser, "reception-desk-closed");
});
