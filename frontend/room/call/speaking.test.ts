import { expect, test } from "vitest";
import { louder, NOBODY, type Speaker, speaksNow } from "./speaking.ts";

function after(...looks: readonly (readonly [number, number, number])[]): Speaker {
  return looks.reduce(
    (now, [at, one, two]) =>
      louder(
        now,
        [
          { participant: 1, level: one },
          { participant: 2, level: two },
        ],
        at,
      ),
    NOBODY,
  );
}

test("nobody speaks while it is quiet", () => {
  expect(after([5000, 0.001, 0])).toEqual(NOBODY);
});

test("the louder one speaks", () => {
  expect(after([5000, 0.1, 0.3]).participant).toBe(2);
});

test("who speaks keeps the word while they go on, and through a pause for breath", () => {
  expect(after([5000, 0.1, 0], [5500, 0.05, 0.9]).participant).toBe(1);
  expect(after([5000, 0.1, 0], [6000, 0, 0.9]).participant).toBe(1);
  expect(after([5000, 0.1, 0], [7000, 0, 0.9]).participant).toBe(2);
});

test("a speaker is named, and after a pause no longer framed", () => {
  const spoke = after([5000, 0.1, 0]);
  expect(speaksNow(spoke, 1, 6000)).toBe(true);
  expect(speaksNow(spoke, 2, 6000)).toBe(false);
  expect(speaksNow(spoke, 1, 7000)).toBe(false);
});
