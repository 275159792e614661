/** Help at the door: steps for this device, and a support person who sees what it says and can phone. # N15, N29 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { faultsOf, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { looksRight } from "./harness/looks.ts";
import { hears } from "./harness/reading.ts";
import { CLIENT, staff, startScene } from "./harness/scene.ts";
import type { Service } from "./harness/service.ts";
import { SUPPORT } from "./harness/signin.ts";
import { arrive, at } from "./harness/story.ts";

let service: Service;
let stop: () => Promise<void>;
let support: Page;
let client: Page;

before(async () => {
  ({ service, stop, support, client } = await startScene({
    support: staff(SUPPORT),
    client: { ...CLIENT, engine: "chromium" },
  }));
});

after(() => stop());

const press = (page: Page, css: string) => page.locator(css).click();

test("who hears nothing gets steps for this device, asks, and is helped by phone and by words", async () => {
  await support.goto(`${service.url}/help`);
  await hears(support, /Kukaan ei pyydä nyt apua/);
  await looksRight(support, "help-nobody");

  await arrive(client, await service.demoMeeting());
  await press(client, ".foot .button:last-of-type");
  await client.waitForSelector(at("help"), { visible: true });
  await looksRight(client, "help-what");
  await press(client, at("help-hear"));
  await hears(client, /Jos sinulla on kuulokkeet, ota ne pois/, at("help"));
  await press(client, at("help-listen"));
  await looksRight(client, "help-hear");
  await press(client, at("help-ask"));
  await hears(client, /Kerroimme tukihenkilölle/, at("help"));

  // The desk rings on any page of whoever helps, and the list is read anew by itself.
  await support.waitForSelector(at("asks-help"), { visible: true });
  await hears(support, /ei kuule mitään/);
  await looksRight(support, "help-asked");
  const seen = await support.$eval("main", (main) => (main as HTMLElement).innerText);
  ok(!/Demo-Virtanen|Salla|työnhakukeskustelu/i.test(seen), "neither the meeting nor a whole name");
  await press(support, at("take-help"));
  await hears(support, /Soita 040/);
  await support.waitForSelector(at("asks-help"), { hidden: true });
  await hears(client, /Demo-tukihenkilö soittaa sinulle pian numerosta/, at("help"));

  await support.type("main input[name=words]", "Paina kaiuttimen kuvaa.");
  await Promise.all([support.waitForNavigation(), support.click("form[action$=say] button")]);
  await looksRight(support, "help-taken");
  await hears(client, /Demo-tukihenkilö: Paina kaiuttimen kuvaa/, at("help"));
  await client.keyboard.press("Escape");
  await hears(client, /Paina kaiuttimen kuvaa/, at("help-told"));
  await client.reload();
  await hears(client, /Paina kaiuttimen kuvaa/, at("help-told"));

  await press(client, ".foot .button:last-of-type");
  await press(client, at("help-camera"));
  await press(client, at("help-works"));
  await hears(support, /Kukaan ei pyydä nyt apua/);
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
    await hears(page, /Mikrofoni ei ole päällä/, at("help"));
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
