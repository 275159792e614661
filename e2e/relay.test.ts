/** With a relay configured, all media goes through it: nobody learns where the other is. */

import { deepEqual, equal } from "node:assert/strict";
import { after, before, test } from "node:test";
import { mediaOf, seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Relay, startRelay } from "./harness/relay.ts";
import { type Service, startService } from "./harness/service.ts";
import { arrive, enterAsAdviser, meet, press, see } from "./harness/story.ts";

let relay: Relay;
let service: Service;

before(async () => {
  relay = await startRelay();
  service = await startService({ settings: relay.settings });
});

after(async () => {
  await service.stop();
  await relay.stop();
});

test("a meeting through the relay: every route in use is the relay's", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    await meet(adviser, client, meeting);
    await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
    for (const page of [adviser, client])
      deepEqual(new Set((await mediaOf(page)).routes), new Set(["relay"]));
  }));

test("the waiting room knows no relay: its credentials come with the admission", () =>
  withPeople(async ({ adviser, client }) => {
    const meeting = await service.demoMeeting();
    const heard: string[] = [];
    const network = await client.createCDPSession();
    await network.send("Network.enable");
    network.on("Network.webSocketFrameReceived", ({ response }) => heard.push(response.payloadData));
    await enterAsAdviser(adviser, meeting);
    await arrive(client, meeting);
    equal(await client.content().then((page) => page.includes("turn:")), false);
    equal(heard.filter((frame) => frame.includes("turn:")).length, 0);
    await press(adviser, "admit");
    await see(client, "remote-video");
    equal(
      heard.some((frame) => frame.includes("turn:")),
      true,
    );
  }));
