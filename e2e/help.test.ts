/** Help at the door: steps for this device, and a support person who sees what it says and can phone. # N15, N29 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { DESKTOP, faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { type Service, startService } from "./harness/service.ts";
import { SUPPORT, signIn } from "./harness/signin.ts";
import { arrive, at } from "./harness/story.ts";

let service: Service;
let desk: Browser;
let phone: Browser;
let support: Page;
let client: Page;

before(async () => {
  service = await startService();
  [desk, phone] = await Promise.all([
    startBrowser("chromium", { language: "fi" }),
    startBrowser("chromium", { language: "fi" }),
  ]);
  support = await newPage(desk, DESKTOP);
  client = await newPage(phone, PHONE);
  await signIn(support, service, SUPPORT);
});

after(async () => {
  await Promise.all([desk.close(), phone.close()]);
  await service.stop();
});

const press = (page: Page, css: string) => page.locator(css).click();

async function reads(page: Page, css: string, words: RegExp): Promise<void> {
  await page.waitForFunction(
    (place: string, pattern: string) =>
      new RegExp(pattern).test((document.querySelector(place) as HTMLElement | null)?.innerText ?? ""),
    {},
    css,
    words.source,
  );
}

test("who hears nothing gets steps for this device, asks, and is helped by phone and by words", async () => {
  await support.goto(`${service.url}/help`);
  await reads(support, "main", /Kukaan ei pyydä nyt apua/);
  await looksRight(support, "help-nobody");

  await arrive(client, await service.demoMeeting());
  await press(client, ".foot .button:last-of-type");
  await client.waitForSelector(at("help"), { visible: true });
  await looksRight(client, "help-what");
  await press(client, at("help-hear"));
  await reads(client, at("help"), /Jos sinulla on kuulokkeet, ota ne pois/);
  await press(client, at("help-listen"));
  await looksRight(client, "help-hear");
  await press(client, at("help-ask"));
  await reads(client, at("help"), /Kerroimme tukihenkilölle/);

  // The desk rings on any page of whoever helps, and the list is read anew by itself.
  await support.waitForSelector(at("asks-help"), { visible: true });
  await reads(support, "main", /ei kuule mitään/);
  await looksRight(support, "help-asked");
  const seen = await support.$eval("main", (main) => (main as HTMLElement).innerText);
  ok(!/Demo-Virtanen|Salla|työnhakukeskustelu/i.test(seen), "neither the meeting nor a whole name");
  await press(support, at("take-help"));
  await reads(support, "main", /Soita 040/);
  await support.waitForSelector(at("asks-help"), { hidden: true });
  await reads(client, at("help"), /Demo-tukihenkilö soittaa sinulle pian numerosta/);

  await support.type("main input[name=words]", "Paina kaiuttimen kuvaa.");
  await Promise.all([support.waitForNavigation(), support.click("form[action$=say] button")]);
  await looksRight(support, "help-taken");
  await reads(client, at("help"), /Demo-tukihenkilö: Paina kaiuttimen kuvaa/);
  await client.keyboard.press("Escape");
  await reads(client, at("help-told"), /Paina kaiuttimen kuvaa/);
  await client.reload();
  await reads(client, at("help-told"), /Paina kaiuttimen kuvaa/);

  await press(client, ".foot .button:last-of-type");
  await press(client, at("help-camera"));
  await press(client, at("help-works"));
  await reads(support, "main", /Kukaan ei pyydä nyt apua/);
  await client.waitForSelector(at("help-works"), { hidden: true });
  await looksRight(client, "help-camera");
  equal([...faultsOf(client), ...faultsOf(support)].join("\n"), "");
});

test("a blocked microphone is shown where to allow it in this browser", async () => {
  const browser = await startBrowser("chromium", { language: "fi" });
  try {
    const page = await newPage(browser, PHONE);
    await page.evaluateOnNewDocument(`navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("no", "NotAllowedError"));`);
    await arrive(page, await service.demoMeeting());
    await press(page, ".foot .button:last-of-type");
    await press(page, at("help-heard"));
    await reads(page, at("help"), /Mikrofoni ei ole päällä/);
    ok(await page.$(`${at("help")} svg`), "the address bar is drawn");
    await looksRight(page, "help-heard-blocked");
    match(
      await page.$eval(at("help"), (help) => (help as HTMLElement).innerText),
      /Käyttöoikeudet|osoiterivi/,
    );
  } finally {
    await browser.close();
  }
});
