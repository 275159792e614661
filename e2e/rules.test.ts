/** Rules of meetings: the office locks chat to links, a link is sent and opened, tricks are refused. N17, N23 */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { flowing } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type DemoMeeting, type Service, startService } from "./harness/service.ts";
import { arrive, at, endMeeting, meet, passDevices, press, see } from "./harness/story.ts";

const HOST = "www.tyopaikat.fi";
const RULES = "/administration/rules";
let service: Service;

/** A page somewhere else on the web: what it is told of who comes, and what it can reach of where they came from. */
const asked: IncomingHttpHeaders[] = [];
const elsewhere = createServer((request, answer) => {
  if (request.url !== "/favicon.ico") asked.push(request.headers);
  answer.setHeader("content-type", "text/html");
  answer.end("<title>x</title><script>document.title = String(window.opener)</script>");
});

before(async () => {
  service = await startService();
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
});

after(async () => {
  await service.stop();
  elsewhere.close();
});

const textOf = (page: Page) => page.evaluate(() => document.body.innerText);
const linksOf = (page: Page) =>
  page.$eval('[data-testid="links-sent"]', (list) => (list as HTMLElement).innerText);

/** Press something that leads to another page. */
async function leave(page: Page, css: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.locator(css).click()]);
}

async function look(page: Page, name: string): Promise<void> {
  const before = page.viewport();
  for (const [viewport, size] of [
    [DESKTOP, "desktop"],
    [PHONE, "phone"],
  ] as const) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${viewport.width} px`);
    await axe(page);
    await picture(page, `rules-${name}-${size}`);
  }
  await page.setViewport(before);
}

/** The administrator says it of the office; what is wider is then not offered to anybody below. */
async function administer(act: (page: Page) => Promise<void>): Promise<void> {
  const browser = await startBrowser("chromium", { language: "fi" });
  const page = await newPage(browser, DESKTOP);
  const password = /password (\S+)/.exec(await service.said())?.[1] ?? "";
  try {
    await page.goto(`${service.url}/sign-in`);
    await page.type("#id_login", "hallinta@demo.invalid");
    await page.type("#id_password", password);
    await leave(page, "main form .button");
    await act(page);
    equal(faultsOf(page).join("\n"), "");
  } finally {
    await browser.close();
  }
}

async function choose(page: Page, path: string, choices: Record<string, string>): Promise<void> {
  await page.goto(`${service.url}${path}`);
  for (const [name, value] of Object.entries(choices)) {
    const box = value === "on" ? `[name="${name}"]` : `[name="${name}"][value="${value}"]`;
    await page.locator(`main ${box}`).click();
  }
  await leave(page, "main form .buttons button");
  match(await textOf(page), /Tallennettu/);
}

async function lockToLinks(page: Page): Promise<void> {
  await page.goto(`${service.url}${RULES}`);
  await look(page, "page");
  const office = await page.$eval(`main a[href^="${RULES}/offices/"]`, (a) => a.getAttribute("href") ?? "");
  await page.goto(`${service.url}${office}`);
  await look(page, "office");
  await choose(page, office, { chat: "links", lock_chat: "on" });
  const said = await textOf(page);
  match(said, /Chat[\s\S]*vain linkit[\s\S]*toimipiste, enintään: vain linkit/);
  match(said, /Demo-hallinta|Hallinta/i);
  await look(page, "locked");
}

async function typeLink(page: Page, address: string): Promise<void> {
  const field = "dialog[open] input[name='address']";
  await page.$eval(field, (input) => {
    (input as HTMLInputElement).value = "";
  });
  await page.type(field, address);
  await page.keyboard.press("Enter");
}

const TRICKS: readonly [string, RegExp][] = [
  ["javascript:alert(1)", /ei ole verkkosivun osoite/],
  ["https://www.kela.fi@pankki.fi/", /@-merkki ennen sivun nimeä/],
  ["http://2130706433/", /nimen tilalla numeroita/],
  ["https://kelа.fi/", /näyttävät toisilta kirjaimilta/],
  ["http://localhost/hallinta", /ei ole kaikille avoin/],
];

async function tricksAreRefused(page: Page): Promise<void> {
  for (const [address, words] of TRICKS) {
    await typeLink(page, address);
    await page.waitForFunction(
      (wanted: string) =>
        new RegExp(wanted).test(
          document.querySelector<HTMLElement>("dialog[open] #link-refused")?.innerText ?? "",
        ),
      {},
      words.source,
    );
  }
}

/** Whoever sent it sees it in the list; the other on a card with the host large. */
async function linkIsSent(adviser: Page, client: Page): Promise<void> {
  await adviser.locator(at("links")).click();
  await adviser.waitForSelector("dialog[open] input[name='address']");
  await look(adviser, "send");
  await tricksAreRefused(adviser);
  await look(adviser, "refused");
  await typeLink(adviser, `http://${HOST}/avoimet`);
  await adviser.waitForSelector(at("links-sent"));
  match(await linksOf(adviser), new RegExp(`${HOST}\\s`));
  await client.waitForSelector(at("new-link"), { visible: true });
  equal(await client.$eval(".link__host", (host) => (host as HTMLElement).innerText), HOST);
  await look(client, "arrived");
}

async function opensElsewhere(client: Page): Promise<void> {
  const opened = client
    .browser()
    .waitForTarget((target) => target.type() === "page" && target.url().includes(HOST));
  await client.locator(`${at("new-link")} ${at("link-open")}`).click();
  const tab = await (await opened).page();
  ok(tab);
  await tab.waitForFunction(() => document.title === "null");
  deepEqual(
    asked.map(({ referer, cookie, host }) => ({ referer, cookie, host })),
    [{ referer: undefined, cookie: undefined, host: HOST }],
  );
  await tab.close();
  await client.bringToFront();
  await see(client, "stage");
  await client.waitForSelector(at("new-link"), { hidden: true });
}

test("the office locks chat to links; the adviser sends one, the client opens it, tricks are refused in words", () =>
  withPeopleWhoReach(async ({ adviser, client }) => {
    await administer(lockToLinks);
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await linkIsSent(adviser, client);
    await adviser.keyboard.press("Escape");
    await opensElsewhere(client);
    // The client's own list, by keyboard.
    await client.focus(at("links"));
    await client.keyboard.press("Enter");
    await client.waitForSelector(at("links-sent"));
    await look(client, "list");
    await typeLink(client, "kela.fi");
    await adviser.waitForSelector(at("new-link"), { visible: true });
    await picture(adviser, "rules-arrived-adviser");
    // Nothing may be sent any more: at once, and nobody is left with a dead button.
    await administer((page) => choose(page, `${RULES}/organisation`, { chat: "off", lock_chat: "on" }));
    await client.waitForSelector("dialog[open] input[name='address']", { hidden: true });
    match(await textOf(client), /Linkkejä tai viestejä ei voi lähettää/);
    await look(client, "off");
    for (const page of [adviser, client]) equal(faultsOf(page).join("\n"), "");
    // Its end leads to the meeting's own page.
    await Promise.all([adviser.waitForNavigation(), endMeeting(adviser)]);
    match(await textOf(adviser), new RegExp(`${HOST}[\\s\\S]*http://${HOST}/avoimet`));
    await look(adviser, "on-record");
  }));

/** A name of the web leads to the page above. */
function withPeopleWhoReach(act: Parameters<typeof withPeople>[0]): Promise<void> {
  const { port } = elsewhere.address() as AddressInfo;
  return withPeople(act, {
    language: "fi",
    flags: [`--host-resolver-rules=MAP ${HOST}:80 127.0.0.1:${port}`],
  });
}

const KINDS = ["camera", "microphone"] as const;

async function switchedTo(page: Page, on: boolean): Promise<void> {
  for (const kind of KINDS) await page.waitForSelector(`${at(`toggle-${kind}`)}[aria-pressed="${on}"]`);
}

async function switchOn(page: Page): Promise<void> {
  for (const kind of KINDS) await press(page, `toggle-${kind}`);
  await switchedTo(page, true);
}

/** The adviser's own word about this meeting; then into its room in a tab that has not been inside. */
async function enterSilently(adviser: Page, meeting: DemoMeeting): Promise<Page> {
  await adviser.goto(meeting.adviser_url);
  await see(adviser, "stage");
  const rules = `/meetings/${meeting.meeting_id}/rules`;
  await adviser.goto(`${service.url}${rules}`);
  await look(adviser, "meeting");
  await choose(adviser, rules, { camera: "off", microphone: "off" });
  const tab = await newPage(adviser.browser(), DESKTOP);
  await tab.goto(`${service.url}/meetings/${meeting.meeting_id}/room`);
  await passDevices(tab);
  await tab.waitForFunction(() => document.body.innerText.includes("Kamera ja mikrofoni ovat pois päältä"));
  return tab;
}

test("camera and microphone are off at first where the meeting's adviser said so, and on by one press", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await service.demoMeeting();
      const tab = await enterSilently(adviser, meeting);
      await arrive(client, meeting);
      await press(tab, "admit");
      await see(client, "stage");
      match(await textOf(client), /Kukaan ei näe eikä kuule sinua/);
      await picture(client, "rules-entered-phone");
      await picture(tab, "rules-entered-desktop");
      await axe(client);
      const both = [tab, client];
      for (const page of both) await switchedTo(page, false);
      for (const page of both) await switchOn(page);
      for (const page of both) await flowing(page, 1);
      await tab.locator(at("settings")).click();
      await tab.waitForSelector(at("rules"));
      await picture(tab, "rules-settings-desktop");
      // Whoever has switched on stays on over a reload.
      await client.reload();
      await switchedTo(client, true);
      for (const page of both) equal(faultsOf(page).join("\n"), "");
    },
    { language: "fi" },
  ));
