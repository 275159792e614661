import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

function after(...pictures: [count: number, milliseconds: number][]): boolean {
  const pace = new Pace();
  for (const [count, milliseconds] of pictures) for (let n = 0; n < count; n += 1) pace.took(milliseconds);
  return pace.tooSlow;
}

test.each([
  ["quick", [[200, 20]], false],
  ["slow from the start", [[45, 80]], true],
  ["slow, but not looked at long enough", [[39, 80]], false],
  ["so slow that few say it", [[21, 400]], true],
  [
    "slow at the start alone",
    [
      [15, 900],
      [30, 20],
    ],
    false,
  ],
  [
    "slow later",
    [
      [300, 20],
      [30, 90],
    ],
    true,
  ],
  [
    "one hitch",
    [
      [60, 20],
      [1, 900],
    ],
    false,
  ],
] as [string, [number, number][], boolean][])("%s", (_what, pictures, slow) =>
  expect(after(...pictures)).toBe(slow),
);
