import { expect, test } from "vitest";
import { type Narrow, narrowed, sizeFor, WIDE } from "./sizes.ts";

function after(now: Narrow, weak: boolean, ...times: number[]): Narrow {
  return times.reduce((narrow, at) => narrowed(narrow, weak, at), now);
}

test("a weak network takes one size after the other, and each has time to help", () => {
  const first = narrowed(WIDE, true, 10_000);
  expect(first.level).toBe(1);
  expect(after(first, true, 10_500, 11_000, 12_000).level).toBe(1);
  expect(after(first, true, 12_500).level).toBe(2);
  expect(after(first, true, 12_500, 15_000, 17_500, 20_000).level).toBe(3);
});

test("a good one gives them back, later the less there was", () => {
  const least: Narrow = { level: 3, since: 0 };
  expect(narrowed(least, false, 29_000).level).toBe(3);
  expect(narrowed(least, false, 30_000)).toEqual({ level: 2, since: 30_000 });
  expect(after({ level: 1, since: 0 }, false, 9_000, 10_000)).toEqual({ level: 0, since: 10_000 });
  expect(narrowed(WIDE, false, 50_000)).toBe(WIDE);
});

test.each([
  [1, false, 0, 3],
  [2, false, 0, 2],
  [4, false, 0, 2],
  [5, false, 0, 1],
  [5, true, 0, 2],
  [19, false, 1, 0],
  [2, false, 2, 0],
  [1, false, 3, 0],
])("of %i others (speaking: %s), %i less: size %i", (others, speaks, level, size) => {
  expect(sizeFor(others, speaks, { level, since: 0 })).toBe(size);
});
