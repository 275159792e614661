/** The whole story by keyboard alone, and with the page enlarged until it is 320 px wide. */

import { equal, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { gone, type Handle, isThere, pressable, see } from "./harness/story.ts";

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

/** A desktop at 400 %. */
const NARROW = { width: 320, height: 256, deviceScaleFactor: 1 };

interface Focus {
  handle: string | null;
  outlined: boolean;
}

async function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = element ? getComputedStyle(element) : null;
    const outlined =
      style !== null && (Number.parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none");
    return { handle: element?.getAttribute("data-testid") ?? null, outlined };
  });
}

/** Tab until `handle` has the focus; it must be to be seen that it has. */
async function tabTo(page: Page, handle: Handle): Promise<void> {
  await see(page, handle);
  for (let steps = 0; steps < 60; steps += 1) {
    const now = await focus(page);
    if (now.handle === handle) {
      ok(now.outlined, `${handle} shows its focus`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${handle} cannot be reached with Tab at ${page.url()}`);
}

async function enter(page: Page, handle: Handle): Promise<void> {
  await pressable(page, handle);
  await tabTo(page, handle);
  await page.keyboard.press("Enter");
}

/** Every device step by Enter. */
async function devicesByKeyboard(page: Page, end: Handle): Promise<void> {
  for (let step = 0; step < 10; step += 1) {
    await page.waitForFunction(
      (css: string) => [...document.querySelectorAll(css)].some((each) => each.checkVisibility()),
      {},
      `[data-testid="devices-continue"], [data-testid="${end}"]`,
    );
    if (await isThere(page, end)) return;
    await enter(page, "devices-continue");
  }
  throw new Error("ten device steps");
}

test("the whole story by keyboard alone", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await client.goto(meeting.client_url);
    await enter(client, "door-open");
    await tabTo(client, "door-code");
    await client.keyboard.type(meeting.code);
    await client.keyboard.press("Enter");
    await gone(client, "door-code");
    await devicesByKeyboard(client, "waiting");
    await adviser.goto(meeting.adviser_url);
    await devicesByKeyboard(adviser, "admit");
    await enter(adviser, "admit");
    await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    for (const handle of ["toggle-microphone", "toggle-camera", "move-to-phone", "leave"] as const) {
      await tabTo(client, handle);
    }
    await tabTo(client, "toggle-camera");
    await client.keyboard.press("Space");
    await client.keyboard.press("Space");
    await enter(adviser, "end-meeting");
    await adviser.waitForSelector('dialog[open] [data-testid="end-meeting"]:focus');
    await adviser.keyboard.press("Enter");
    await Promise.all([gone(adviser, "stage"), gone(client, "stage")]);
  }));

test("at 400 % (320 px wide) nothing is cut off and everything can be pressed", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await service.demoMeeting();
      const fits = async (page: Page) => {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        equal(over <= 0, true, `${page.url()} is ${over} px too wide`);
      };
      await client.goto(meeting.client_url);
      await fits(client);
      await enter(client, "door-open");
      await tabTo(client, "door-code");
      await fits(client);
      await client.keyboard.type(meeting.code);
      await client.keyboard.press("Enter");
      await gone(client, "door-code");
      await fits(client);
      await devicesByKeyboard(client, "waiting");
      await fits(client);
      await adviser.goto(meeting.adviser_url);
      await devicesByKeyboard(adviser, "admit");
      await fits(adviser);
      await adviser.locator('[data-testid="admit"]').click();
      await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
      await Promise.all([fits(adviser), fits(client)]);
      for (const handle of ["toggle-microphone", "toggle-camera", "move-to-phone", "leave"] as const) {
        await client.locator(`[data-testid="${handle}"]`).hover();
      }
      await adviser.locator('[data-testid="end-meeting"]').hover();
    },
    { desktop: NARROW, phone: NARROW },
  ));
