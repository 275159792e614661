/** The harness tells the truth: it sees media where there is some, and axe's findings where there are some. */

import { ok, rejects } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe } from "./harness/axe.ts";
import { DESKTOP, type Engine, newPage, PHONE, startBrowser } from "./harness/browsers.ts";
import { seesAndHears, untilMedia } from "./harness/media.ts";
import { freePort } from "./harness/service.ts";

let bare: ChildProcess;
let url: string;

before(async () => {
  const port = await freePort();
  url = `http://localhost:${port}/`;
  bare = spawn(
    process.execPath,
    [join(import.meta.dirname, "..", "bench", "join", "bare.ts"), String(port)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(bare.stdout ?? bare, "data");
});

after(() => bare.kill());

for (const pair of [
  ["chromium", "chromium"],
  ["chromium", "firefox"],
] as const satisfies Engine[][]) {
  test(`a bare page carries picture and sound: ${pair.join(" and ")}`, async () => {
    const browsers = await Promise.all(pair.map((engine) => startBrowser(engine)));
    try {
      const [first, second] = await Promise.all(
        browsers.map((browser, index) => newPage(browser, index === 0 ? DESKTOP : PHONE)),
      );
      ok(first && second);
      await first.goto(`${url}?room=${pair.join()}`);
      await first.waitForSelector("[data-ready]");
      await rejects(
        untilMedia(first, (now) => now.framesDecoded > 0, "nobody else is here", 300),
        /nobody else/,
      );
      await second.goto(`${url}?room=${pair.join()}`);
      await Promise.all([seesAndHears(first), seesAndHears(second)]);
      await rejects(axe(second), /html-has-lang/);
    } finally {
      await Promise.all(browsers.map((browser) => browser.close()));
    }
  });
}
