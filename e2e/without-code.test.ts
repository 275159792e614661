/** A meeting type without a code: the whole story, from the administrator's page to the goodbye. N14, N17, N39 */

import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { endMeeting, gone, passDevices, press, see } from "./harness/story.ts";

const WORDS = "Ota esille ansioluettelo ja kynä.";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function signIn(page: Page, email: string): Promise<void> {
  const password = /password (\S+)/.exec(await service.said())?.[1] ?? "";
  await page.goto(`${service.url}/sign-in`);
  await page.type("#id_login", email);
  await page.type("#id_password", password);
  await leave(page, "main form .button");
}

/** Press something that leads to another page. */
async function leave(page: Page, css: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.locator(css).click()]);
}

/** The same where pages run no script: then nothing tells the driver that the button stands still. */
async function leaveWithoutScript(page: Page, css: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.$eval(css, (one) => (one as HTMLElement).click())]);
}

const textOf = (page: Page) => page.evaluate(() => document.body.innerText);

/** *Valmennus* needs no code from now on, and says what to have at hand; the channel card is published. */
async function administer(page: Page): Promise<void> {
  await signIn(page, "hallinta@demo.invalid");
  await page.goto(`${service.url}/administration/pages/card`);
  await leave(page, "main form .button--primary");
  await leave(page, "main form .button--primary");
  await page.goto(`${service.url}/administration/meeting-types`);
  const place = await page.$$eval("main tbody th a", (all) =>
    all.findIndex((each) => each.textContent === "Valmennus"),
  );
  await leave(page, `main tbody tr:nth-child(${place + 1}) th a`);
  // By keyboard: nothing that still moves can take the press.
  await page.focus("#id_code_at_door");
  await page.keyboard.press("Space");
  equal(await page.$eval("#id_code_at_door", (box) => (box as HTMLInputElement).checked), false);
  await page.locator("#id_words_fi").fill(WORDS);
  await leave(page, "main form .buttons button");
  match(await textOf(page), /Tallennettu/);
}

/** A meeting now, by video, by e-mail: as the adviser makes it on the page. */
async function plan(page: Page): Promise<void> {
  await signIn(page, "tyontekija@demo.invalid");
  await page.goto(`${service.url}/meetings/new`);
  await leave(page, ".pick a");
  const value = await page.$$eval(
    "#id_type option",
    (all) => all.find((each) => each.innerText.startsWith("Valmennus"))?.value ?? "",
  );
  deepEqual(await page.select("#id_type", value), [value]);
  await page.locator('[name="moment"][value="now"]').click();
  await page.locator('[name="planned_channel"][value="video"]').click();
  await page.locator('[name="send_by"][value="email"]').click();
  // The answer to the last choice, of which there may be several on their way.
  await page.waitForFunction(() => {
    const words = document.getElementById("preview")?.innerText ?? "";
    return words.includes("Avaa linkki nyt.") && !words.includes("Saat koodin");
  });
  match(await textOf(page), /Mistä missäkin voi puhua/);
  // No code, so no words of how one reaches a client with one channel.
  doesNotMatch(await textOf(page), /Lue koodi/);
  doesNotMatch(await page.$eval("#preview", (each) => (each as HTMLElement).innerText), /koodi/i);
  await picture(page, "types-plan-desktop");
  await leave(page, "main form .buttons button");
}

/** The link in the newest mail of the mailbox; the mail promises no code. */
async function linkOf(page: Page): Promise<string> {
  for (;;) {
    await page.goto(`${service.url}/mailbox`);
    const found = await page.evaluate(() => {
      const text = document.querySelector("main")?.innerText ?? "";
      const first = text.slice(text.indexOf("Avaa linkki nyt."));
      return text.includes("Avaa linkki nyt.") ? first.slice(0, 400) : "";
    });
    const link = /https?:\S+\/m\/[\w-]{43}/.exec(found)?.[0];
    if (link) {
      doesNotMatch(found.slice(0, found.indexOf(link)), /koodi/i);
      return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test("from the administrator's page to the goodbye without a code, in Finnish", () =>
  withPeople(
    async ({ adviser, client }) => {
      await administer(client);
      const session = await client.cookies();
      // The page's own socket must not come back while its session goes.
      await client.goto("about:blank");
      await client.deleteCookie(...session);
      await plan(adviser);
      await passDevices(adviser);
      // Reading a code aloud would be no help.
      await adviser.locator(".ways summary").click();
      await adviser.waitForFunction(() => document.body.innerText.includes("Lähetä linkki sähköpostilla"));
      doesNotMatch(await textOf(adviser), /Lue koodi ääneen/);
      await client.goto(await linkOf(client));
      match(await textOf(client), /Tervetuloa\.[\s\S]*Tule sisään/);
      doesNotMatch(await textOf(client), /koodi|Valmennus/i);
      await axe(client);
      await picture(client, "without-code-door");
      await press(client, "door-open");
      await passDevices(client);
      await see(client, "waiting");
      match(await textOf(client), new RegExp(WORDS));
      await axe(client);
      await picture(client, "without-code-waiting");
      await see(adviser, "arrival");
      await adviser.waitForSelector('[data-testid="by-link-alone"]', { visible: true });
      await picture(adviser, "without-code-arrival");
      await press(adviser, "admit");
      await Promise.all([see(adviser, "stage"), see(client, "stage")]);
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await endMeeting(adviser);
      await gone(client, "stage");
      await adviser.waitForFunction(() => document.body.innerText.includes("tuli pelkällä linkillä"));
      await picture(adviser, "without-code-meeting");
      equal(faultsOf(client).join("\n"), "");
    },
    { language: "fi" },
  ));

test("while planning, the ways follow the type that is chosen, and the card is folded on a phone", async () => {
  const browser = await startBrowser("chromium", { language: "fi" });
  try {
    const page = await newPage(browser, PHONE);
    await signIn(page, "hallinta@demo.invalid");
    await page.goto(`${service.url}/administration/meeting-types/new`);
    await page.locator("#id_name_fi").fill("Käynti");
    await page.locator("#id_name_sv").fill("Besök");
    await page.locator("#id_name_en").fill("Visit");
    for (const way of ["video", "phone"]) await page.locator(`[name="channels"][value="${way}"]`).click();
    await page.locator('[name="default_channel"][value="in_person"]').click();
    await picture(page, "types-write-phone");
    await leave(page, "main form .buttons button");
    await picture(page, "types-list-phone");
    await page.goto(`${service.url}/meetings/new`);
    await leave(page, ".pick a");
    equal(await page.$$eval('[name="planned_channel"]', (all) => all.length), 3);
    const value = await page.$$eval(
      "#id_type option",
      (all) => all.find((each) => each.innerText.startsWith("Käynti"))?.value ?? "",
    );
    await page.select("#id_type", value);
    await page.waitForFunction(() => document.querySelectorAll('[name="planned_channel"]').length === 1);
    equal(
      await page.$eval('[name="planned_channel"]:checked', (one) => (one as HTMLInputElement).value),
      "in_person",
    );
    await axe(page);
    const card = await page.$(".channelcard--narrow summary");
    equal(await page.$eval(".channelcard--wide", (one) => one.checkVisibility()), false);
    await picture(page, "types-plan-phone");
    await card?.click();
    await picture(page, "types-plan-phone-card");
    await page.setViewport(DESKTOP);
    equal(await page.$eval(".channelcard--wide", (one) => one.checkVisibility()), true);
    await page.goto(`${service.url}/administration/meeting-types`);
    await picture(page, "types-list");
    await page.goto(`${service.url}/administration/meeting-types/new`);
    await picture(page, "types-write");
    equal(faultsOf(page).join("\n"), "");
    await page.setJavaScriptEnabled(false);
    await page.goto(`${service.url}/meetings/new`);
    await leaveWithoutScript(page, ".pick a");
    await page.select("#id_type", value);
    await leaveWithoutScript(page, '[name="choose"]');
    equal(await page.$$eval('[name="planned_channel"]', (all) => all.length), 1);
    equal(await page.$eval("#id_type", (one) => (one as HTMLSelectElement).value), value);
  } finally {
    await browser.close();
  }
});
