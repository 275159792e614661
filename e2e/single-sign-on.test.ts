/** Signing in and out at the organisation's own issuer: a real one, on another site, in a real browser. */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { ISSUER_PASSWORD, type IssuerProcess, issuerPort, issuerUrl, startIssuer } from "./harness/issuer.ts";
import { type Service, startService } from "./harness/service.ts";

const PAGE = "/administration/single-sign-on";
const ADMINISTRATOR = "hallinta@demo.invalid";
const BUTTON = 'main a[href^="/sign-in/organisation"].button';

let service: Service;
let browser: Browser;
let issuer: IssuerProcess | undefined;
let context: BrowserContext;

before(async () => {
  service = await startService();
  browser = await startBrowser("chromium", { language: "fi" });
  context = await browser.createBrowserContext();
});

after(async () => {
  await browser.close();
  await issuer?.stop();
  await service.stop();
});

const press = (page: Page, selector: string) =>
  Promise.all([page.waitForNavigation(), page.locator(selector).click()]);

const at = (page: Page, path: string) =>
  page.waitForFunction((wanted: string) => location.pathname === wanted, {}, path);

/** Until the issuer's own page is shown. */
const atIssuer = (page: Page) =>
  page.waitForFunction((host: string) => location.hostname === host, {}, "127.0.0.1");

async function signInAtIssuer(page: Page, username: string): Promise<void> {
  await atIssuer(page);
  await page.locator('input[name="login"]').fill(username);
  await page.locator('input[name="password"]').fill(ISSUER_PASSWORD);
  await page.locator('button[type="submit"]').click();
}

/** The page as it looks and whether it is accessible, in every language. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${page.url()} runs over by ${over} px at ${viewport.width} px`);
    await axe(page);
    await picture(page, `${name}-${size}`);
  }
  await page.setViewport(DESKTOP);
}

async function draftAndSwitchOn(page: Page): Promise<void> {
  const password = /password (\S+)/.exec(await service.said())?.[1] ?? "";
  await page.goto(`${service.url}/sign-in`);
  await page.type("#id_login", ADMINISTRATOR);
  await page.type("#id_password", password);
  await press(page, "main form .button");
  await page.goto(`${service.url}${PAGE}`);
  await lookAt(page, "sso-empty");
  const port = await issuerPort();
  await page.type("#id_url", issuerUrl(port));
  await page.type("#id_client_id", "lasna");
  await page.type("#id_secret", "a secret that only the two know");
  await page.type("#id_domains", "demo.invalid");
  await press(page, "main form.form .button--primary");
  const given = await page.$$eval("input[readonly]", (fields) => fields.map((field) => field.value));
  issuer = await startIssuer(port, given.slice(0, 2), [
    { username: "hallinta", email: ADMINISTRATOR, name: "Demo", verified: true, claims: {} },
    { username: "nobody", email: "nobody@demo.invalid", name: "Demo", verified: true, claims: {} },
  ]);
  await press(page, `form[action="${PAGE}/try"] button`);
  match(await page.$eval("#notice", (notice) => notice.textContent ?? ""), /Kirjautumispalvelu vastaa/);
  await press(page, 'button[name="to"][value="on"]');
  await lookAt(page, "sso-on");
  await page.locator(".menu summary").click();
  await press(page, `.menu form[action="/sign-out"] button`);
}

test("an administrator switches it on, signs in there, lands on today, and signs out at both", async () => {
  const page = await newPage(context, DESKTOP);
  await draftAndSwitchOn(page);
  await page.goto(`${service.url}/sign-in`);
  await lookAt(page, "sso-sign-in");
  await page.locator(BUTTON).click();
  await signInAtIssuer(page, "hallinta");
  await at(page, "/");
  equal(await page.$eval(".menu summary", (name) => name.textContent !== ""), true);

  await page.locator(".menu summary").click();
  await page.locator(`.menu form[action="/sign-out"] button`).click();
  await atIssuer(page);
  await page.locator('button[type="submit"]').click();
  await at(page, "/sign-in/organisation/left");
  await lookAt(page, "sso-left");
  const settings = await page.goto(`${service.url}/settings`);
  match(settings?.url() ?? "", /\/sign-in\?next=/);
  // Without it, the issuer would be asked to ask again in any case.
  await context.deleteMatchingCookies({
    name: "lasna_departure",
    url: `${service.url}/sign-in/organisation/x`,
  });
  await page.locator(BUTTON).click();
  await atIssuer(page);
  await page.waitForSelector('input[name="login"]'); // nobody is signed in there any more
  equal(faultsOf(page).join("\n"), "");
  await page.close();
});

test("the e-mail address leads to the issuer, though a form may lead to this service alone", async () => {
  const page = await newPage(await browser.createBrowserContext(), PHONE);
  await page.goto(`${service.url}/sign-in/organisation`);
  await lookAt(page, "sso-choose");
  await page.type("#id_email", "somebody@elsewhere.invalid");
  await press(page, "main form .button--primary");
  await lookAt(page, "sso-unknown");
  await page.locator("#id_email").fill("somebody@demo.invalid");
  await page.locator("main form .button--primary").click();
  await signInAtIssuer(page, "nobody");
  await page.waitForFunction(() => location.pathname.endsWith("/back"));
  match(await page.$eval("main", (main) => main.textContent ?? ""), /ei vielä tunne sinua/);
  await lookAt(page, "sso-not-known");
  const faults = faultsOf(page).filter((fault) => !/status of (400|409)/.test(fault));
  equal(faults.join("\n"), "");
});

test("an organisation's own address leads there too", async () => {
  const page = await newPage(await browser.createBrowserContext(), PHONE);
  await page.goto(`${service.url}/sign-in/at/demo`);
  const own = await page.$(BUTTON);
  if (own === null) {
    // The demo's word is made from its name.
    const given = await service.lasna("manage", "shell", "-c", SLUG);
    await page.goto(`${service.url}/sign-in/at/${given.trim().split("\n").at(-1)}`);
  }
  await lookAt(page, "sso-at");
  await page.locator(BUTTON).click();
  await atIssuer(page);
  equal(
    faultsOf(page)
      .filter((fault) => !/status of 404/.test(fault))
      .join("\n"),
    "",
  );
});

const SLUG =
  "from lasna.people.models import Issuer; print(Issuer.objects.get(is_on=True).organisation.slug)";
