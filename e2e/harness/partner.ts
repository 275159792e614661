/** Somebody who is asked to join in the middle of the talk, and their way from the invitation to the waiting room. */

import type { Page } from "puppeteer-core";
import { mailed } from "./mail.ts";
import { at, giveCode, passDevices, press, see } from "./story.ts";

export interface Partner {
  role: "interpreter" | "captioner" | "provider";
  name: string;
  email: string;
  /** As people write it in Finland. */
  phone: string;
  /** English where it is not said. */
  language?: "en" | "fi";
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
export async function comeAsPartner(
  page: Page,
  service: string,
  { email, phone, language = "en" }: Partner,
): Promise<void> {
  // Of whom nothing came yet, the mailbox shows everybody's.
  const link = await mailed(service, new RegExp(`→ ${email}[^]*?"(http[^"]*/m/[\\w-]{43})"`), email);
  await page.goto(link);
  await press(page, "door-open");
  const number = phone.replace("0", "+358").replaceAll(" ", "");
  const words = new RegExp(`· ${phone}</p>[^]*?${CODE[language]} (\\d{3} \\d{3})`);
  const code = await mailed(service, words, number);
  await giveCode(page, { code, client_url: link, adviser_url: "", meeting_id: 0 });
  await passDevices(page);
  await see(page, "waiting");
}
