/** Somebody who is asked to join in the middle of the talk; and the way of everybody invited to the waiting room. */

import type { Page } from "puppeteer-core";
import { mailed } from "./mail.ts";
import { at, giveCode, passDevices, press, see } from "./story.ts";

/** Whoever has a link by mail and gets their code by phone. */
export interface Invited {
  email: string;
  /** As people write it in Finland. */
  phone: string;
  /** English where it is not said. */
  language?: "en" | "fi";
}

export interface Partner extends Invited {
  role: "interpreter" | "captioner" | "provider";
  name: string;
}

const CODE = { en: "Your code is", fi: "Koodisi on" };

/** The adviser asks, from the list of people in the room. */
export async function askPartner(adviser: Page, { role, language = "en", ...said }: Partner): Promise<void> {
  await adviser.locator(at("people")).click();
  await adviser.locator(at("add-person")).click();
  const form = "dialog[open] form";
  await adviser.waitForSelector(`${form} [name="role"]`);
  await adviser.select(`${form} [name="role"]`, role);
  await adviser.select(`${form} [name="language"]`, language);
  for (const [field, words] of Object.entries(said)) await adviser.type(`${form} [name="${field}"]`, words);
  await adviser.locator(at("add-person-now")).click();
  await adviser.waitForSelector(form, { hidden: true });
  await adviser.keyboard.press("Escape");
  await adviser.waitForSelector("dialog[open]", { hidden: true });
}

/** By link and code to the waiting room. `service`: its address. */
export async function comeInvited(
  page: Page,
  service: string,
  { email, phone, language = "en" }: Invited,
): Promise<void> {
  // Of whom nothing came yet, the mailbox shows everybody's.
  const link = new RegExp(`→ ${email}[^]*?"(http[^"]*/m/[\\w-]{43})"`);
  await page.goto(await mailed(service, link, email));
  await press(page, "door-open");
  const number = phone.replace("0", "+358").replaceAll(" ", "");
  const words = new RegExp(`· ${phone}</p>[^]*?${CODE[language]} (\\d{3} \\d{3})`);
  await giveCode(page, await mailed(service, words, number));
  await passDevices(page);
  await see(page, "waiting");
}
