import { expect, test } from "vitest";
import { initials } from "./faces.tsx";
import { nearest } from "./self.tsx";

test("one's own picture goes to the nearest corner", () => {
  expect(nearest(10, 10, 360, 740)).toEqual({ end: 0, low: 0 });
  expect(nearest(350, 700, 360, 740)).toEqual({ end: 1, low: 1 });
});

test.each([
  ["Kalle Client", "KC"],
  ["Åke-Þór O'Brien", "ÅO"],
  ["محمد علي", "مع"],
  ["X", "X"],
  ["  ", ""],
])("the initials of %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
