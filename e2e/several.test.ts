/** Three in one meeting: an interpreter is asked to join, the client agrees, and each sees and hears the others. # N20 */

import { equal, match, ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { axe } from "./harness/axe.ts";
import { DESKTOP, faultsOf, newPage, picture, startBrowser } from "./harness/browsers.ts";
import { flowing } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { at, giveCode, meet, passDevices, press, pressable, see } from "./harness/story.ts";

const INTERPRETER = { name: "Demo Tulkki", email: "tulkki@example.invalid", phone: "050 911 2233" };
let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

async function click(page: Page, name: string): Promise<void> {
  await page.locator(at(name)).click();
}

/** What the newest message to `address` says, once it holds `wanted`. */
async function mailed(page: Page, address: string, wanted: RegExp): Promise<string> {
  for (;;) {
    await page.goto(`${service.url}/mailbox?address=${encodeURIComponent(address)}`);
    const words = await page.$eval("main", (main) => (main as HTMLElement).innerText);
    const found = wanted.exec(words);
    if (found) return found[1] ?? found[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function ask(adviser: Page): Promise<void> {
  await click(adviser, "people");
  await click(adviser, "add-person");
  const form = "dialog[open] form";
  await adviser.waitForSelector(`${form} select`);
  await adviser.select(`${form} select`, "interpreter");
  for (const [field, words] of Object.entries(INTERPRETER))
    await adviser.type(`${form} [name="${field}"]`, words);
  await axe(adviser);
  await picture(adviser, "several-add");
  await click(adviser, "add-person-now");
  await adviser.waitForFunction(
    (name: string) =>
      [...document.querySelectorAll('[data-testid="person"]')].some((one) => one.textContent?.includes(name)),
    {},
    INTERPRETER.name,
  );
  await picture(adviser, "several-people");
  await adviser.keyboard.press("Escape");
}

async function come(interpreter: Page, post: Page): Promise<void> {
  // Of whom nothing came yet, the mailbox shows everybody's.
  const theirs = new RegExp(`→ ${INTERPRETER.email}[^]*?(https?:\\S+/m/[\\w-]{43})`);
  await interpreter.goto(await mailed(post, INTERPRETER.email, theirs));
  await press(interpreter, "door-open");
  const code = await mailed(post, "+358509112233", /050 911 2233\s+Koodisi on (\d{3} \d{3})/);
  await giveCode(interpreter, code.replace(" ", ""));
  await passDevices(interpreter);
}

async function faces(page: Page, count: number): Promise<void> {
  await page.waitForSelector(`${at("faces")}[data-count="${count}"]`);
}

async function withInterpreter(act: (interpreter: Page, post: Page) => Promise<void>): Promise<void> {
  const firefox = await startBrowser("firefox", { language: "fi" });
  const chromium = await startBrowser("chromium", { language: "fi" });
  const interpreter = await newPage(firefox, DESKTOP);
  const post = await newPage(chromium, DESKTOP);
  try {
    await act(interpreter, post);
  } catch (error) {
    await picture(interpreter, "failed-interpreter");
    throw error;
  } finally {
    await Promise.all([firefox.close(), chromium.close()]);
  }
}

type Named = readonly (readonly [Page, string])[];

async function everybody(pages: Named, connections: number): Promise<void> {
  for (const [page] of pages) await faces(page, connections);
  for (const [page] of pages) await flowing(page, connections);
}

async function looksRight(pages: Named): Promise<void> {
  for (const [page, name] of pages) {
    await axe(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    ok(over <= 0, `${name} runs over`);
    await picture(page, `several-three-${name}`);
    await click(page, "large-speaker");
    await page.waitForSelector(".faces--speaker");
    await picture(page, `several-large-${name}`);
  }
}

test("an interpreter joins two who talk, each sees and hears the others, and two go on", () =>
  withPeople(
    ({ adviser, client }) =>
      withInterpreter(async (interpreter, post) => {
        const two: Named = [
          [adviser, "adviser"],
          [client, "client"],
        ];
        const three: Named = [...two, [interpreter, "interpreter"]];
        await meet(adviser, client, await service.demoMeeting());
        await everybody(two, 1);
        await ask(adviser);
        await come(interpreter, post);
        await see(interpreter, "waiting");
        // Nobody comes in before the client has said yes.
        await client.waitForSelector(at("consent-yes"), { visible: true });
        equal(await adviser.$(at("admit")), null);
        await axe(client);
        await picture(client, "several-question");
        await click(client, "consent-yes");
        await pressable(adviser, "admit");
        await picture(adviser, "several-arrival");
        await press(adviser, "admit");
        await everybody(three, 2);
        match(
          await client.$eval(at("faces"), (each) => (each as HTMLElement).innerText),
          /Demo Tulkki, tulkki/i,
        );
        await looksRight(three);
        await press(interpreter, "leave");
        await everybody(two, 1);
        await picture(client, "several-two-again");
        for (const [page] of three) equal(faultsOf(page).join("\n"), "");
      }),
    { language: "fi" },
  ));
