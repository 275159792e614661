/** A device goes away in the middle of the talk: unplugged, asleep, taken by another program. # N18, N19 */

import { equal } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { faultsOf, picture } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, meet } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

/** As the browser tells it of a device that was pulled out: the track is over, and nobody stopped it. */
async function pullOut(page: Page, kind: "audio" | "video"): Promise<void> {
  await page.evaluate((wanted: string) => {
    const open = window.testPeers.filter((peer) => peer.connectionState === "connected");
    const track = open.flatMap((peer) => peer.getSenders()).find((one) => one.track?.kind === wanted)?.track;
    if (!track) throw new Error(`nothing of ${wanted} is sent`);
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }, kind);
}

/** Another program has all devices, until it lets go of them. */
async function taken(page: Page, by: boolean): Promise<void> {
  await page.evaluate((away: boolean) => {
    const devices = navigator.mediaDevices as unknown as { getUserMedia?: () => Promise<never> };
    if (away) devices.getUserMedia = () => Promise.reject(new DOMException("", "NotReadableError"));
    else delete devices.getUserMedia;
  }, by);
}

const DEVICES = [
  ["microphone", "audio"],
  ["camera", "video"],
] as const;

for (const [kind, media] of DEVICES)
  test(`a ${kind} that goes comes back by itself, or by one press`, () =>
    withPeople(
      async ({ adviser, client }) => {
        await meet(adviser, client, await service.demoMeeting());
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        await pullOut(client, media);
        await seesAndHears(adviser);
        equal(await client.$(at(`lost-${kind}`)), null);

        await taken(client, true);
        await pullOut(client, media);
        const card = await client.waitForSelector(at(`lost-${kind}`), { visible: true });
        await axe(client);
        await picture(client, `lost-${kind}`);
        await card?.$eval("button", (button) => button.click());
        await client.waitForSelector(`${at(`lost-${kind}`)} [aria-disabled="false"]`);
        await taken(client, false);
        await card?.$eval("button", (button) => button.click());
        await client.waitForSelector(at(`lost-${kind}`), { hidden: true });
        await seesAndHears(adviser);
        equal([adviser, client].flatMap(faultsOf).join("\n"), "");
      },
      { language: "fi" },
    ));
