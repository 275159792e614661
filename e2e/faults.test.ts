/** Faults in real browsers: each happens, and all is as before by itself. How soon: `make bench-faults`. */

import { test } from "node:test";
import { adviserDies } from "./faults/adviser.ts";
import { browserKilled } from "./faults/browser.ts";
import { addressChanged, networkGone } from "./faults/network.ts";
import { relayKilled } from "./faults/relay.ts";
import type { Row } from "./faults/row.ts";
import { sleeps, twoTabs } from "./faults/tabs.ts";

/** Some go on for as long as the product lets somebody be away. */
const LIMIT = 300_000;

async function twice(row: Row): Promise<void> {
  await row(async (fault) => {
    for (let time = 0; time < 2; time++) await fault();
  });
}

test("the relay is killed: sound and picture come back by themselves, through the next one", () =>
  twice(relayKilled));

test(
  "the client's network is gone and comes back: both are told, and go on in their seats",
  { timeout: LIMIT },
  () => twice(networkGone),
);

test("the client's network is changed for another: the talk goes on", () => twice(addressChanged));

test(
  "the client's browser is killed: the adviser is told, and the next one comes to the seat without a code",
  { timeout: LIMIT },
  () => twice(browserKilled),
);

test("the meeting is opened in another tab: the newest wins after a question, and nobody is there twice", () =>
  twice(twoTabs));

test(
  "the client's computer sleeps for a minute: the adviser is told, and the talk goes on when it wakes",
  { timeout: LIMIT },
  () =>
    sleeps(async (fault) => {
      await fault();
    }),
);

test(
  "the adviser's computer dies: the client is told, and a colleague goes on with them",
  { timeout: LIMIT },
  () =>
    adviserDies(async (fault) => {
      await fault();
    }),
);
