/** A blurred background: nobody sees it sharp, at no moment (one's own face, issue of the room). */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { PATIENCE } from "./harness/patience.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { meet, see } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

const at = (id: string) => `[data-testid="${id}"]`;

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

const gaveUp = (page: Page) => page.evaluate(() => /ei ehdi sumentaa/.test(document.body.innerText));

test("what is behind the adviser is sent blurred, and never sharp after a reload", () =>
  withPeople(
    async ({ adviser, client }) => {
      await meet(adviser, client, await service.demoMeeting());
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await until(client, (found) => found > 20, "the pretended camera has edges");
      await adviser.locator(at("settings")).click();
      await adviser.locator(at("blur")).click();
      await until(client, (found) => found >= 0 && found < 5, "a picture without edges arrives");
      await picture(adviser, "blur-settings-desktop");
      await axe(adviser);
      await adviser.keyboard.press("Escape");
      await picture(client, "blur-phone");
      if (await gaveUp(adviser)) return tooSlow(adviser);

      await adviser.reload();
      await see(adviser, "stage");
      const seen: number[] = [];
      await until(client, (found) => seen.push(found) > 30, "looked at for three seconds");
      ok(Math.max(...seen) < 5, `something sharp was seen: ${seen.join(" ")}`);
      if (await gaveUp(adviser)) return tooSlow(adviser);

      await adviser.locator(at("settings")).click();
      await adviser.locator(at("blur")).click();
      await until(client, (found) => found > 20, "switched off, the picture is as it was");
      equal(await adviser.evaluate(() => localStorage.getItem("lasna.blurs")), null);
    },
    { language: "fi" },
  ));

/** This machine cannot: then the camera is off, and words say so. */
async function tooSlow(adviser: Page): Promise<void> {
  match(await adviser.evaluate(() => document.body.innerText), /Suljimme kamerasi/);
  equal(await adviser.$eval(at("toggle-camera"), (button) => button.getAttribute("aria-pressed")), "false");
}
