/** Somebody begins to work here, and one day does not: invitation, password, sign-in, access ended. # N44 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADMINISTRATOR, press, signIn } from "./harness/signin.ts";

const NAME = "Demo Uusi";
const EMAIL = "uusi@demo.invalid";
const PASSWORD = "kolme sanaa sateessa";

let service: Service;
let chromium: Browser;
let firefox: Browser;
let administrator: Page;
let newcomer: Page;

before(async () => {
  service = await startService();
  chromium = await startBrowser("chromium", { language: "fi" });
  firefox = await startBrowser("firefox", { language: "fi" });
  administrator = await newPage(chromium, DESKTOP);
  newcomer = await newPage(firefox, PHONE);
});

after(async () => {
  await chromium.close();
  await firefox.close();
  await service.stop();
});

const path = (page: Page) => new URL(page.url()).pathname;
const words = (page: Page, place = "main") => page.$eval(place, (each) => (each as HTMLElement).innerText);

async function seen(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0, `${name} runs over`);
  await axe(page);
  await picture(page, `joining-${name}`);
}

async function invitation(): Promise<string> {
  for (;;) {
    await newcomer.goto(`${service.url}/mailbox?address=${encodeURIComponent(EMAIL)}`);
    const link = /https?:\S+\/sign-in\/invitation\/[\w-]+/.exec(await words(newcomer))?.[0];
    if (link) return link;
  }
}

test("a new colleague comes in by the mail's link, works, and is out the moment their access ends", async () => {
  await signIn(administrator, service, ADMINISTRATOR);
  await administrator.goto(`${service.url}/administration/staff/new`);
  await administrator.type("#id_name", NAME);
  await administrator.type("#id_email", EMAIL);
  await administrator.select("#id_role", "adviser");
  await administrator.click('input[name="offices"]');
  await seen(administrator, "invite");
  await press(administrator, "main form .button--primary");
  match(await words(administrator), /kutsuttu, ei vielä hyväksynyt/);
  await seen(administrator, "invited");
  const card = administrator.url();

  const link = await invitation();
  await newcomer.goto(link);
  match(await words(newcomer), new RegExp(`Tervetuloa, ${NAME}`));
  await newcomer.type("#id_new_password1", PASSWORD);
  await newcomer.type("#id_new_password2", PASSWORD);
  await seen(newcomer, "password");
  await press(newcomer, "main form .button--primary");
  equal(path(newcomer), "/");
  await seen(newcomer, "first-page");

  await newcomer.goto(`${service.url}/sign-out`);
  await press(newcomer, "main form .button");
  await newcomer.goto(link);
  match(await words(newcomer), /linkki/i);
  equal(await newcomer.$("#id_new_password1"), null);
  await seen(newcomer, "used-link");

  await newcomer.goto(`${service.url}/sign-in?next=/clients`);
  await newcomer.type("#id_login", EMAIL);
  await newcomer.type("#id_password", PASSWORD);
  await press(newcomer, "main form .button--primary");
  equal(path(newcomer), "/clients");
  match(await words(newcomer), /Aino/);

  await administrator.goto(card);
  await press(administrator, 'form[action$="/end"] button');
  match(await words(administrator), /ei voi kirjautua/);
  await seen(administrator, "ended");
  await newcomer.waitForSelector("#signed-out", { visible: true });
  await seen(newcomer, "signed-out");
  await newcomer.goto(`${service.url}/clients`);
  equal(path(newcomer), "/sign-in");
  await newcomer.type("#id_login", EMAIL);
  await newcomer.type("#id_password", PASSWORD);
  await press(newcomer, "main form .button--primary");
  match(await words(newcomer), /suljettu/);
  await seen(newcomer, "refused");

  await press(administrator, 'form[action$="/give-back"] button');
  await newcomer.goto(`${service.url}/sign-in`);
  await newcomer.type("#id_login", EMAIL);
  await newcomer.type("#id_password", PASSWORD);
  await press(newcomer, "main form .button--primary");
  equal(path(newcomer), "/");
  ok(await newcomer.$("#desk"));

  for (const page of [administrator, newcomer]) equal(faultsOf(page).join("\n"), "");
});
