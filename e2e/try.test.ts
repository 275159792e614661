/** Trying beforehand, in both engines: what works, what is denied or missing, and the adviser's card. # N3, N15 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, type Engine, faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { type Relay, startRelay } from "./harness/relay.ts";
import { type Service, startService } from "./harness/service.ts";
import { ADVISER, signIn } from "./harness/signin.ts";
import { at } from "./harness/story.ts";

const NEXT = at("try-next");
let relay: Relay;
let service: Service;
let desk: Browser;
let adviser: Page;

before(async () => {
  relay = await startRelay();
  service = await startService({ settings: relay.settings });
  desk = await startBrowser("chromium", { language: "fi" });
  adviser = await newPage(desk, DESKTOP);
  await signIn(adviser, service, ADVISER);
});

after(async () => {
  await desk.close();
  await service.stop();
  await relay.stop();
});

async function withPhone(engine: Engine, act: (page: Page) => Promise<void>, spoil = ""): Promise<void> {
  const browser = await startBrowser(engine, { language: "fi" });
  const page = await newPage(browser, PHONE);
  if (spoil) await page.evaluateOnNewDocument(spoil);
  try {
    await act(page);
    equal(faultsOf(page).join("\n"), "");
  } catch (error) {
    await picture(page, `failed-try-${engine}`).catch(() => undefined);
    throw error;
  } finally {
    await browser.close();
  }
}

const title = (page: Page) => page.$eval("h1", (heading) => heading.textContent ?? "");

async function on(page: Page, words: RegExp): Promise<void> {
  await page.waitForFunction(
    (pattern: string) => new RegExp(pattern).test(document.querySelector("h1")?.textContent ?? ""),
    {},
    words.source,
  );
}

async function next(page: Page): Promise<void> {
  await page.locator(`${NEXT}:not([aria-disabled="true"])`).click();
}

/** At every size: nothing runs over, axe finds nothing. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const viewport of [{ ...PHONE, width: 320 }, PHONE]) {
    await page.setViewport(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over at ${viewport.width}: ${over}`);
    await axe(page);
  }
  await picture(page, `try-${name}`);
}

async function linkOf(client: number): Promise<string> {
  await adviser.goto(`${service.url}/clients/${client}/try`);
  return adviser.$eval(".handson__address", (address) => address.textContent ?? "");
}

const STEPS: [RegExp, string][] = [
  [/Kokeile videotapaamista/, "begin"],
  [/Haluatko näkyä videolla/, "camera"],
  [/Kuuletko äänen/, "sound"],
  [/Liikkuuko palkki/, "microphone"],
  [/yhteyttä|Yhteys/, "speed"],
  [/rauhallinen paikka/, "quiet"],
  [/Osaatko tulla/, "sure"],
];

/** By the button of each step that goes on, from `first` to what was found. */
async function through(
  page: Page,
  {
    first = "begin",
    look = async () => undefined,
  }: { first?: string; look?: (name: string) => Promise<unknown> },
): Promise<void> {
  for (const [words, name] of STEPS.slice(STEPS.findIndex(([, each]) => each === first))) {
    await on(page, words);
    if (name === "sound") await page.locator(at("try-play")).click();
    if (name === "speed") await page.waitForSelector(NEXT);
    await look(name);
    await next(page);
  }
}

/** The last line that this prints in the service's own surroundings. */
async function shell(code: string): Promise<string> {
  const told = await service.lasna(
    "manage",
    "shell",
    "-c",
    `from lasna.guidance.models import Trial; ${code}`,
  );
  return told.trim().split("\n").at(-1) ?? "";
}
const COUNT = "print(Trial.objects.count())";

/** A phone whose devices answer with an error, each its own. */
const troubled = (errors: { video?: string; audio?: string }) => `
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => {
    const errors = ${JSON.stringify(errors)};
    for (const kind of ["video", "audio"])
      if (wanted[kind] && errors[kind]) return Promise.reject(new DOMException("no", errors[kind]));
    return ask(wanted);
  };
`;

for (const engine of ["chromium", "firefox"] as const)
  test(`by their own link a client tries everything and lets the adviser see it: ${engine}`, () =>
    withPhone(engine, async (page) => {
      await page.goto(await linkOf(1));
      const look = async (name: string) => (engine === "chromium" ? looksRight(page, name) : undefined);
      await through(page, { look });
      await page.waitForSelector(at("result-video"));
      await look("result");
      await next(page);
      await on(page, /Miten haluat tavata/);
      await look("wish");
      await next(page);
      await on(page, /Saako työntekijäsi/);
      await look("keep");
      const before = Number(await shell(COUNT));
      await next(page);
      await page.waitForSelector(at("try-done"));
      match(await title(page), /Työntekijäsi näkee tuloksen/);
      equal(Number(await shell(COUNT)), before + 1);
      await adviser.goto(`${service.url}/clients/1/try`);
      const name = engine === "chromium" ? "Chrome" : "Firefox";
      match(await adviser.$eval("main", (main) => main.innerText), new RegExp(`${name}[^]*kaikki toimii`));
      await axe(adviser);
      await picture(adviser, "try-hands-on-desktop");
      const [relayed, speed] = (await shell("t = Trial.objects.first(); print(t.relayed, t.speed)"))
        .trim()
        .split(" ");
      equal(relayed, "True");
      ok(Number(speed) > 500, `${speed} kbit/s`);
    }));

test("a blocked camera is helped with, a meeting works without a picture, and the way back is one step", () =>
  withPhone(
    "chromium",
    async (page) => {
      await page.goto(`${service.url}/try`);
      await next(page);
      await on(page, /Haluatko näkyä/);
      await next(page);
      await page.waitForSelector(".trouble ol");
      await looksRight(page, "blocked");
      await next(page);
      await through(page, { first: "sound" });
      await page.waitForSelector(at("result-sound"));
      match(await page.$eval("main", (main) => main.innerText), /Voit sulkea tämän sivun/);
      equal(await page.$(NEXT), null);
      await page.goBack();
      await on(page, /Osaatko tulla/);
      await page.goBack();
      await on(page, /rauhallinen paikka/);
      await through(page, { first: "quiet" });
      await page.waitForSelector(at("result-sound"));
    },
    troubled({ video: "NotAllowedError" }),
  ));

test("a bar that stands still is helped with, and the microphone comes back by one press", () =>
  withPhone("chromium", async (page) => {
    await page.goto(`${service.url}/try`);
    await next(page);
    await on(page, /Haluatko näkyä/);
    await next(page);
    await on(page, /Kuuletko/);
    await page.locator(at("try-play")).click();
    await next(page);
    await on(page, /Liikkuuko palkki/);
    await page.locator(at("try-still")).click();
    await page.locator(at("try-again")).click();
    await page.waitForSelector(at("try-still"));
    await through(page, { first: "microphone" });
    await page.waitForSelector(at("result-video"));
  }));

test("without a microphone a call suits better, and nothing is kept without a yes", () =>
  withPhone(
    "firefox",
    async (page) => {
      await page.goto(await linkOf(1));
      await next(page);
      await on(page, /Haluatko näkyä/);
      await next(page);
      await on(page, /Kuuletko/);
      await page.locator(at("try-play")).click();
      await next(page);
      await page.waitForSelector(".trouble");
      match(await page.$eval(".trouble", (trouble) => trouble.textContent ?? ""), /Emme löydä mikrofonia/);
      await next(page);
      await through(page, { first: "speed" });
      await page.waitForSelector(at("result-phone"));
      await next(page);
      await on(page, /Miten haluat tavata/);
      await next(page);
      const before = await shell(COUNT);
      await page.locator(at("try.keep_no")).click();
      await page.waitForSelector(at("try-done"));
      match(await title(page), /Emme tallentaneet mitään/);
      equal(await shell(COUNT), before);
    },
    troubled({ audio: "NotFoundError" }),
  ));

test("a network that does not let the relay be reached is said so", () =>
  withPhone(
    "chromium",
    async (page) => {
      await page.goto(await linkOf(1));
      await through(page, {});
      await page.waitForSelector(at("result-phone"));
      match(await page.$eval("main", (main) => main.innerText), /Tämä verkko estää videon/);
    },
    `const was = RTCPeerConnection.prototype.addIceCandidate;
     RTCPeerConnection.prototype.addIceCandidate = function () { return Promise.resolve(); };`,
  ));

test("the page for trying loads no more than 35 kB of script", () =>
  withPhone("chromium", async (page) => {
    let script = 0;
    const network = await page.createCDPSession();
    await network.send("Network.enable");
    const scripts = new Set<string>();
    network.on(
      "Network.responseReceived",
      ({ requestId, type }) => type === "Script" && scripts.add(requestId),
    );
    network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) script += encodedDataLength;
    });
    await page.goto(`${service.url}/try`, { waitUntil: "networkidle0" });
    console.log(`script of the page for trying: ${script} (goal <= 35000)`);
    ok(script > 5000 && script <= 35_000, `${script} bytes`);
  }));
