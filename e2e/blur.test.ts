/** A blurred background: nobody sees it sharp, at no moment (one's own face, issue of the room). */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { PATIENCE } from "./harness/patience.ts";
import { withPeople } from "./harness/people.ts";
import { type DemoMeeting, type Service, startService } from "./harness/service.ts";
import { arrive, at, meet, press, see } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

/** Edges in a picture of the pretended camera, at times; and the most that a coder leaves in a blurred one. */
const SHARP = 40;
const SOFT = 30;

/** How many pixels of the other's picture, of 160 × 90, are much unlike their neighbour; -1: no picture. */
function edges(page: Page): Promise<number> {
  return page.evaluate((css: string) => {
    const video = document.querySelector<HTMLVideoElement>(css);
    if (!video?.videoWidth) return -1;
    const canvas = document.createElement("canvas");
    canvas.width = 160;
    canvas.height = 90;
    const context = canvas.getContext("2d");
    context?.drawImage(video, 0, 0, 160, 90);
    const pixels = context?.getImageData(0, 0, 160, 90).data ?? new Uint8ClampedArray();
    let found = 0;
    for (let place = 4; place < pixels.length; place += 4) {
      const same = [0, 1, 2].map((part) =>
        Math.abs((pixels[place + part] ?? 0) - (pixels[place + part - 4] ?? 0)),
      );
      if (Math.max(...same) > 60) found += 1;
    }
    return found;
  }, at("remote-video"));
}

async function until(page: Page, wanted: (edges: number) => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 2 * PATIENCE;
  let found = await edges(page);
  while (!wanted(found)) {
    if (Date.now() > deadline) throw new Error(`${what}: ${found} edges`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    found = await edges(page);
  }
}

/**
 * This machine has no graphics, and the real segmentation stands the page nearly still. What is done with what it finds
 * is asked with one that finds nobody; the real one runs in the test below, until it is too slow.
 */
const FINDS_NOBODY = `
  window.SelfieSegmentation = class {
    setOptions() {}
    onResults(found) { this.found = found; }
    async initialize() {}
    async close() {}
    async send({ image }) {
      const segmentationMask = document.createElement("canvas");
      this.found({ image, segmentationMask });
    }
  };
`;

async function withNobodyFound(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (/\/segmentation-[^/]+\/selfie_segmentation\.js$/.test(request.url())) {
      void request.respond({ contentType: "text/javascript", body: FINDS_NOBODY });
    } else void request.continue();
  });
}

async function switchBlur(adviser: Page): Promise<void> {
  await adviser.locator(at("settings")).click();
  await adviser.locator(at("blur")).click();
}

test("what is behind the adviser is sent blurred, and never sharp after a reload", () =>
  withPeople(
    async ({ adviser, client }) => {
      await withNobodyFound(adviser);
      await meet(adviser, client, await service.demoMeeting());
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await until(client, (found) => found > SHARP, "the pretended camera has edges");
      await switchBlur(adviser);
      await until(client, (found) => found >= 0 && found < SOFT, "a picture without edges arrives");
      await picture(adviser, "blur-settings-desktop");
      await axe(adviser);
      await adviser.keyboard.press("Escape");
      await seesAndHears(client);
      await picture(client, "blur-phone");

      await adviser.reload();
      await see(adviser, "stage");
      const seen: number[] = [];
      await until(client, (found) => seen.push(found) > 50, "looked at for five seconds");
      ok(Math.max(...seen) < SOFT, `something sharp was seen: ${seen.join(" ")}`);
      await seesAndHears(client);
      equal((await edges(client)) < SOFT, true);

      await switchBlur(adviser);
      await until(client, (found) => found > SHARP, "switched off, the picture is as it was");
      equal(await adviser.evaluate(() => localStorage.getItem("lasna.blurs")), null);
      equal(faultsOf(adviser).join("\n"), "");
    },
    { language: "fi" },
  ));

test("where it takes too long, the camera is off and words say how to go on", () =>
  withPeople(
    async ({ adviser, client }) => {
      await meet(adviser, client, await service.demoMeeting());
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await switchBlur(adviser);
      await adviser.keyboard.press("Escape");
      await adviser.waitForFunction(() =>
        /ei ehdi sumentaa taustaa. Suljimme kamerasi/.test(document.body.innerText),
      );
      equal(
        await adviser.$eval(at("toggle-camera"), (button) => button.getAttribute("aria-pressed")),
        "false",
      );
      await client.waitForFunction(() => /Kamera ei ole päällä/.test(document.body.innerText));
      await picture(adviser, "blur-too-slow-desktop");
      await press(adviser, "toggle-camera");
      await until(client, (found) => found > SHARP, "the camera opens without blurring");
    },
    { language: "fi" },
  ));

/** The adviser's own word about a meeting, which they have then signed in for. */
async function staffAlwaysBlur(adviser: Page): Promise<DemoMeeting> {
  const meeting = await service.demoMeeting();
  await adviser.goto(meeting.adviser_url);
  await adviser.goto(`${service.url}/meetings/${meeting.meeting_id}/rules`);
  await adviser.locator('main [name="blur"][value="staff"]').click();
  await picture(adviser, "blur-rule-desktop");
  await Promise.all([adviser.waitForNavigation(), adviser.locator("main form .buttons button").click()]);
  return { ...meeting, adviser_url: `${service.url}/meetings/${meeting.meeting_id}/room` };
}

test("where the rules say so, nothing sharp of the adviser is ever sent, and they cannot switch it off", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await staffAlwaysBlur(adviser);
      await withNobodyFound(adviser);
      await meet(adviser, client, meeting);
      const seen: number[] = [];
      await until(client, (found) => found >= 0 && seen.push(found) > 50, "looked at for five seconds");
      ok(Math.max(...seen) < SOFT, `something sharp was seen: ${seen.join(" ")}`);
      await adviser.locator(at("settings")).click();
      await adviser.waitForSelector(`${at("blur")}:disabled:checked`);
      await picture(adviser, "blur-must-desktop");
      await axe(adviser);
      equal(await adviser.evaluate(() => localStorage.getItem("lasna.blurs")), null);
      // The client chooses: theirs is as it was.
      await until(adviser, (found) => found > SHARP, "the client's picture is sharp");
      equal(faultsOf(adviser).join("\n"), "");
    },
    { language: "fi" },
  ));

test("where the rules say so and it cannot be loaded, the sound goes on and the camera can be tried again", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await staffAlwaysBlur(adviser);
      const loads = await withoutSegmentation(adviser);
      await adviser.goto(meeting.adviser_url);
      await adviser.waitForFunction(() => /Taustaa ei voi sumentaa/.test(document.body.innerText));
      await picture(adviser, "blur-must-cannot-desktop");
      await arrive(client, meeting);
      await press(adviser, "admit");
      await Promise.all([see(adviser, "stage"), see(client, "stage")]);
      await client.waitForFunction(() => /Kamera ei ole päällä/.test(document.body.innerText));
      loads.allowed = true;
      await press(adviser, "toggle-camera");
      await until(client, (found) => found >= 0 && found < SOFT, "opened again, it is blurred");
    },
    { language: "fi" },
  ));

/** The blurring's files do not come, until they may. */
async function withoutSegmentation(page: Page): Promise<{ allowed: boolean }> {
  const loads = { allowed: false };
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    if (!/\/segmentation-[^/]+\/selfie_segmentation\.js$/.test(request.url())) void request.continue();
    else if (loads.allowed) void request.respond({ contentType: "text/javascript", body: FINDS_NOBODY });
    else void request.abort();
  });
  return loads;
}
