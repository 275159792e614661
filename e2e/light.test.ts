/** Light: what a phone with an empty cache loads, counted in the browser. Sizes as sent, headers and all. */

import { ok } from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "puppeteer-core";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { arrive, enterAsAdviser, press, see } from "./harness/story.ts";

const KB = 1000;

let service: Service;

before(async () => {
  service = await startService();
});

after(async () => {
  await service.stop();
});

interface Loaded {
  requests: number;
  bytes: number;
  script: number;
  hosts: Set<string>;
}

/** Count everything `page` loads from now on, by the browser's own network log. */
async function count(page: Page): Promise<Loaded> {
  const loaded: Loaded = { requests: 0, bytes: 0, script: 0, hosts: new Set() };
  const kinds = new Map<string, string>();
  const network = await page.createCDPSession();
  await network.send("Network.enable");
  network.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (!response.url.startsWith("http")) return;
    loaded.requests += 1;
    loaded.hosts.add(new URL(response.url).host);
    kinds.set(requestId, type);
  });
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!kinds.has(requestId)) return;
    loaded.bytes += encodedDataLength;
    if (kinds.get(requestId) === "Script") loaded.script += encodedDataLength;
  });
  return loaded;
}

function atMost(what: string, value: number, limit: number): void {
  console.log(`${what}: ${value} (goal <= ${limit})`);
  ok(value <= limit, `${what}: ${value}, ${limit} allowed`);
}

test("the way to the waiting room and into the room is light", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    const loaded = await count(client);
    await arrive(client, meeting);
    await client.waitForNetworkIdle({ idleTime: 200 });
    atMost("requests to the waiting room", loaded.requests, 15);
    atMost("bytes to the waiting room", loaded.bytes, 120 * KB);
    atMost("bytes of script to the waiting room", loaded.script, 35 * KB);
    ok(loaded.script > 0, "the count sees scripts");

    await enterAsAdviser(adviser, meeting);
    await press(adviser, "admit");
    await see(client, "remote-video");
    await client.waitForNetworkIdle({ idleTime: 200 });
    atMost("bytes of script in the room", loaded.script, 60 * KB);
    ok(loaded.hosts.size === 1, `everything comes from us: ${[...loaded.hosts].join(", ")}`);
  }));
