/** Trying with a phone on the same network: TLS by the trial certificate, trusted as a phone trusts it. N15 */

import { equal, match, ok, rejects } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { axe } from "./harness/axe.ts";
import { faultsOf, newPage, PHONE, picture, startBrowser } from "./harness/browsers.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { arrive, enterAsAdviser, press, see } from "./harness/story.ts";

const run = promisify(execFile);

let service: Service;
let home: string;

before(async () => {
  service = await startService({ https: true });
  home = await mkdtemp(join(tmpdir(), "lasna-home-"));
  const store = join(home, ".pki", "nssdb");
  await mkdir(store, { recursive: true });
  const authority = join(service.data, "tls", "ca.pem");
  await run("certutil", ["-N", "-d", `sql:${store}`, "--empty-password"]);
  await run("certutil", ["-A", "-d", `sql:${store}`, "-n", "trial", "-t", "C,,", "-i", authority]);
});

after(async () => {
  await service.stop();
  await rm(home, { recursive: true, force: true });
});

test("with the authority trusted, a meeting from the network has camera, microphone and socket", () =>
  withPeople(
    async ({ adviser, client }) => {
      const meeting = await service.demoMeeting();
      match(meeting.client_url, /^https:\/\//);
      await client.goto(meeting.client_url);
      const secure = await client.evaluate(() => [isSecureContext, "mediaDevices" in navigator]);
      equal(JSON.stringify(secure), "[true,true]");
      await enterAsAdviser(adviser, meeting);
      await arrive(client, meeting);
      await see(adviser, "arrival");
      await press(adviser, "admit");
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      equal(faultsOf(client).join("\n"), "");
    },
    { language: "fi", home },
  ));

test("without it, the browser does not open the door", async () => {
  const browser = await startBrowser("chromium", { language: "fi" });
  try {
    const page = await newPage(browser, PHONE);
    const meeting = await service.demoMeeting();
    await rejects(page.goto(meeting.client_url), /ERR_CERT_AUTHORITY_INVALID/);
  } finally {
    await browser.close();
  }
});

test("the steps for the phone are accessible, in three languages", async () => {
  const browser = await startBrowser("chromium", { language: "fi" });
  try {
    const page = await newPage(browser, PHONE);
    const beside = /once: (\S+)/.exec(await service.said())?.[1] ?? "";
    for (const [path, language] of [
      ["", "fi"],
      ["sv", "sv"],
      ["en", "en"],
    ]) {
      await page.goto(beside + path);
      equal(await page.evaluate(() => document.documentElement.lang), language);
      for (const width of [360, 320]) {
        await page.setViewport({ ...PHONE, width });
        ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
      }
      await axe(page);
      await page.setViewport({ ...PHONE, height: 1700 });
      await picture(page, `trust-${language}`);
    }
  } finally {
    await browser.close();
  }
});
