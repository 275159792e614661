/** Second factors in a real browser: a passkey, an authenticator app, recovery codes; and where one is required. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import type { Browser, BrowserContext, Page, Viewport } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { type Service, startService } from "./harness/service.ts";
import {
  ADMINISTRATOR,
  ADVISER,
  codeOf,
  press,
  pretendedKey,
  python,
  signIn,
  signOut,
} from "./harness/signin.ts";

const NARROW: Viewport = { width: 320, height: 640, deviceScaleFactor: 1 };

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium");
});

after(async () => {
  await browser.close();
  await service.stop();
});

/** A browser of one's own for each test; afterwards the demo's people are as they were. */
async function fresh(): Promise<void> {
  context = await browser.createBrowserContext();
  page = await newPage(context, DESKTOP);
}

afterEach(async () => {
  equal(faultsOf(page).join("\n"), "");
  await context.close();
  await python(
    service,
    [
      "from allauth.mfa.models import Authenticator",
      "from lasna.people.models import Organisation, SignInFailure",
      "Authenticator.objects.all().delete()",
      "SignInFailure.objects.all().delete()",
      "Organisation.objects.update(second_factor='optional', lock_after=0)",
    ].join("; "),
  );
});

const path = () => new URL(page.url()).pathname;

async function addApp(): Promise<{ secret: string; codes: string[] }> {
  await page.goto(`${service.url}/settings/sign-in/app`);
  const secret = await page.$eval('[data-testid="secret"]', (place) => place.textContent ?? "");
  await page.type("#id_code", codeOf(secret, -1));
  await press(page, "main form .button--primary");
  equal(path(), "/settings/sign-in/codes");
  const codes = await page.$$eval('[data-testid="codes"] code', (all) =>
    all.map((each) => each.textContent ?? ""),
  );
  equal(codes.length, 10);
  await press(page, "main form .button--primary");
  equal(path(), "/settings/sign-in");
  return { secret, codes };
}

async function giveCode(field: string, code: string): Promise<void> {
  await page.type(field, code);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("a passkey is made, signs in alone, is a second factor too, and opens the lock", async () => {
  await fresh();
  const { cdp, authenticator } = await pretendedKey(page);
  await signIn(page, service, ADVISER);
  await page.goto(`${service.url}/settings/sign-in`);
  await press(page, 'a[href="/settings/sign-in/passkey"]');
  await page.$eval("#id_name", (field) => (field as HTMLInputElement).select());
  await page.type("#id_name", "Työpuhelin");
  await press(page, "main form .button--primary");
  equal(path(), "/settings/sign-in/codes");
  await press(page, "main form .button--primary");
  equal(await page.$eval('input[name="name"]', (field) => (field as HTMLInputElement).value), "Työpuhelin");
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId: authenticator });
  deepEqual(
    credentials.map((each) => [each.rpId, each.isResidentCredential]),
    [["localhost", true]],
  );

  await signOut(page, service);
  await page.goto(`${service.url}/sign-in?next=/clients`);
  await press(page, "form[data-passkey] .button");
  equal(path(), "/clients");

  await page.click(".menu summary");
  await press(page, '.menu form[action="/lock/now"] button');
  equal(path(), "/lock");
  await press(page, "form[data-passkey] .button");
  equal(path(), "/");

  await signOut(page, service);
  await signIn(page, service, ADVISER);
  equal(path(), "/sign-in/second-factor");
  await press(page, "form[data-passkey] .button");
  equal(path(), "/");

  await signOut(page, service);
  await cdp.send("WebAuthn.clearCredentials", { authenticatorId: authenticator });
  await signIn(page, service, ADVISER);
  await page.click("form[data-passkey] .button");
  await page.waitForFunction(() => document.querySelector("[data-failed]")?.textContent !== "");
  equal(path(), "/sign-in/second-factor");
});

test("an authenticator app is asked for after the password, and a recovery code stands in for it once", async () => {
  await fresh();
  await signIn(page, service, ADVISER);
  const { secret, codes } = await addApp();
  await signOut(page, service);
  await signIn(page, service, ADVISER);
  equal(path(), "/sign-in/second-factor");
  await giveCode("#id_code", "000000");
  equal(path(), "/sign-in/second-factor");
  ok(await page.$(".field__error"));
  await giveCode("#id_code", codeOf(secret));
  equal(path(), "/");
  for (const end of ["/", "/sign-in/second-factor"]) {
    await signOut(page, service);
    await signIn(page, service, ADVISER);
    if (!(await page.$("details[open] #id_recovery"))) await page.click("details summary");
    await giveCode("#id_recovery", codes[2] ?? "");
    equal(path(), end);
  }
});

test("where a second factor is required, nothing else opens until it is there", async () => {
  await fresh();
  await signIn(page, service, ADMINISTRATOR);
  await page.goto(`${service.url}/administration/sign-in`);
  await page.click('input[name="second_factor"][value="required"]');
  await press(page, "main form .button--primary");
  equal(path(), "/settings/sign-in");
  await page.goto(`${service.url}/administration/sign-in`);
  equal(path(), "/settings/sign-in");
  ok(await page.$(".notice--wait"));
  await addApp();
  await page.goto(`${service.url}/administration/sign-in`);
  equal(path(), "/administration/sign-in");
});

test("one sees where one is signed in, and signs the other browser out: its page says so", async () => {
  await fresh();
  const elsewhere = await browser.createBrowserContext();
  const other = await newPage(elsewhere, DESKTOP);
  await signIn(other, service, ADVISER);
  await signIn(page, service, ADVISER);
  await page.goto(`${service.url}/settings/sessions`);
  match(await page.$eval("tbody", (table) => table.textContent ?? ""), /Chrome, Linux/);
  await press(page, 'tbody button[name="session"]');
  await other.waitForSelector("#signed-out", { visible: true });
  equal((await page.$$("tbody tr")).length, 1);
  await elsewhere.close();
});

const OPEN = ["/sign-in", "/sign-in/forgotten"];
const OWN = [
  "/settings",
  "/settings/sign-in",
  "/settings/sign-in/app",
  "/settings/sign-in/passkey",
  "/settings/sign-in/confirm",
  "/settings/sessions",
];

async function lookAt(address: string, viewport: Viewport): Promise<void> {
  await page.setViewport(viewport);
  const answer = await page.goto(`${service.url}${address}`);
  equal(answer?.status(), 200, address);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  equal(Math.max(over, 0), 0, `${address} runs over at ${viewport.width} px`);
  await axe(page);
}

async function speak(language: string): Promise<void> {
  await page.setViewport(DESKTOP);
  await page.goto(`${service.url}/sign-in`);
  await press(page, `.languages button[value="${language}"]`);
}

type Look = (address: string) => Promise<void>;

/** Every page of signing in, as a person comes to it. */
async function walk(language: string, look: Look): Promise<void> {
  for (const address of OPEN) await look(address);
  await signIn(page, service, ADVISER);
  await page.click(".menu summary");
  await press(page, `.menu button[value="${language}"]`);
  for (const address of OWN) await look(address);
  await page.goto(`${service.url}/settings/sign-in/passkey`);
  await press(page, "main form .button--primary");
  for (const address of ["/settings/sign-in/codes", "/settings/sign-in"]) await look(address);
  await page.click(".menu summary");
  await press(page, '.menu form[action="/lock/now"] button');
  await look("/lock");
  await signOut(page, service);
  await signIn(page, service, ADVISER);
  await look("/sign-in/second-factor");
}

for (const [language, viewports] of Object.entries({
  fi: [DESKTOP, PHONE, NARROW],
  sv: [PHONE],
  en: [PHONE],
})) {
  test(`axe finds nothing on the pages of signing in, nor do they run over the edge, in ${language}`, async () => {
    await fresh();
    await pretendedKey(page);
    await speak(language);
    await walk(language, async (address) => {
      for (const viewport of viewports) await lookAt(address, viewport);
      await page.setViewport(DESKTOP);
      equal(await page.evaluate(() => document.documentElement.lang), language);
    });
  });
}
