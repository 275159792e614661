/** The steps of the story, by the handles (`data-testid`) that the product promises. */

import type { ElementHandle, Page } from "puppeteer-core";
import type { DemoMeeting } from "./service.ts";

export type Handle =
  | "door-open"
  | "door-code"
  | "door-submit"
  | "devices-continue"
  | "waiting"
  | "arrival"
  | "unanswered"
  | "admit"
  | "stage"
  | "remote-video"
  | "self-video"
  | "toggle-camera"
  | "toggle-microphone"
  | "move-to-phone"
  | "leave"
  | "end-meeting"
  | "reconnecting";

/** The handle as CSS: also those that only one test knows. */
export const at = (id: string) => `[data-testid="${id}"]`;

/** The element, once it is to be seen. */
export async function see(page: Page, handle: Handle): Promise<ElementHandle> {
  const found = await page.waitForSelector(at(handle), { visible: true });
  if (found === null) throw new Error(`${handle} is not on the page`);
  return found;
}

/** Wait until the element is not to be seen. */
export async function gone(page: Page, handle: Handle): Promise<void> {
  await page.waitForSelector(at(handle), { hidden: true });
}

export async function isThere(page: Page, handle: Handle): Promise<boolean> {
  return (await page.$(at(handle))) !== null;
}

/** Wait until it is there, to be seen, enabled and not busy. */
export async function pressable(page: Page, handle: Handle): Promise<void> {
  await page.waitForFunction(
    (css: string) => {
      const element = document.querySelector<HTMLButtonElement>(css);
      return element?.checkVisibility() && !element.disabled && element.ariaDisabled !== "true";
    },
    {},
    at(handle),
  );
}

/** Press it as a person does. */
export async function press(page: Page, handle: Handle): Promise<void> {
  await pressable(page, handle);
  await page.locator(at(handle)).click();
}

/** Link → door → code. Ends at the first device step. */
export async function passDoor(client: Page, meeting: DemoMeeting): Promise<void> {
  await client.goto(meeting.client_url);
  await press(client, "door-open");
  await giveCode(client, meeting.code);
}

/** Type the code and go in. */
export async function giveCode(client: Page, code: string): Promise<void> {
  const field = await see(client, "door-code");
  await field.type(code);
  await press(client, "door-submit");
  await client.waitForFunction(
    (door: string, next: string) => !document.querySelector(door) && document.querySelector(next) !== null,
    {},
    at("door-code"),
    `${at("devices-continue")}, ${at("waiting")}, ${at("stage")}`,
  );
}

/** End the meeting for everyone: the button, and the button of the question it asks. */
export async function endMeeting(adviser: Page): Promise<void> {
  await press(adviser, "end-meeting");
  const button = `dialog[open] ${at("end-meeting")}`;
  await adviser.locator(button).click();
}

/** Go on through every device step until the waiting room (or, for an adviser, the room). */
export async function passDevices(page: Page): Promise<void> {
  const anyEnd = [at("waiting"), at("stage"), at("admit")].join(", ");
  for (let step = 0; step < 10; step += 1) {
    const where = await page.waitForFunction(
      (next: string, end: string) => {
        const shown = (css: string) =>
          [...document.querySelectorAll<HTMLButtonElement>(css)].some((each) => each.checkVisibility());
        if (shown(end)) return "end";
        const button = document.querySelector<HTMLButtonElement>(next);
        if (!button?.checkVisibility() || button.disabled || button.ariaDisabled === "true") return false;
        return "step";
      },
      {},
      at("devices-continue"),
      anyEnd,
    );
    if ((await where.jsonValue()) === "end") return;
    await press(page, "devices-continue");
  }
  throw new Error("ten device steps and still no waiting room");
}

/** The client's way from the link to the waiting room. */
export async function arrive(client: Page, meeting: DemoMeeting): Promise<void> {
  await passDoor(client, meeting);
  await passDevices(client);
  await see(client, "waiting");
}

/** The adviser's way into the room, devices chosen. */
export async function enterAsAdviser(adviser: Page, meeting: DemoMeeting): Promise<void> {
  await adviser.goto(meeting.adviser_url);
  await passDevices(adviser);
}

/** Link → waiting → admitted: both are on the stage. */
export async function meet(adviser: Page, client: Page, meeting: DemoMeeting): Promise<void> {
  await enterAsAdviser(adviser, meeting);
  await arrive(client, meeting);
  await see(adviser, "arrival");
  await press(adviser, "admit");
  await Promise.all([see(adviser, "stage"), see(client, "stage")]);
  await Promise.all([see(adviser, "remote-video"), see(client, "remote-video")]);
}
