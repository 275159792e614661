import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AnyEvent } from "./protocol.gen.ts";
import { reduceRoom, type Snapshot } from "./state.ts";

interface Case {
  name: string;
  screen: string;
  before: Snapshot;
  events: AnyEvent[];
  after: Snapshot;
}

/** Written by lasna/room/tests/test_snapshots.py, which makes each of these really happen. */
const CASES = JSON.parse(
  readFileSync(new URL("./fixtures/events.gen.json", import.meta.url), "utf8"),
) as Case[];

/** The credentials of a relay are made anew for every snapshot. */
function told({ before, events, screen }: Case): Snapshot {
  return events.reduce((snapshot, event) => reduceRoom(snapshot, event, screen), before);
}

describe("snapshot before + events = snapshot after", () => {
  test.each(CASES.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    expect(told(one)).toEqual(one.after);
  });

  test.each(CASES.map((one) => [one.name, one] as const))("%s, seen twice", (_name, one) => {
    expect(told({ ...one, events: one.events.flatMap((event) => [event, event]) })).toEqual(one.after);
  });
});
