import { expect, test } from "vitest";
import english from "../texts/en.json" with { type: "json" };
import finnish from "../texts/fi.json" with { type: "json" };
import swedish from "../texts/sv.json" with { type: "json" };
import { clockOf, dayOf, fill, pieces } from "./texts.ts";

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

test.each([
  ["Swedish", swedish],
  ["English", english],
])("%s has every text, with the same names to fill in", (_language, texts) => {
  const words = texts as Record<string, string>;
  expect(Object.keys(words).sort()).toEqual(Object.keys(finnish).sort());
  for (const [key, text] of Object.entries(finnish)) {
    expect(words[key]?.trim(), key).toBeTruthy();
    expect(holes(words[key] ?? ""), key).toEqual(holes(text));
    expect(pieces(words[key] ?? "").length % 2, `bold marks of ${key}`).toBe(1);
  }
});

test("the clock is said as people say it", () => {
  const zone = "Europe/Helsinki";
  expect(clockOf("2026-03-03T08:00:00+00:00", zone, "fi")).toBe("10");
  expect(clockOf("2026-03-03T08:05:00+00:00", zone, "fi")).toBe("10.05");
  expect(clockOf("2026-03-03T22:30:00+00:00", zone, "sv")).toBe("0.30");
  expect(clockOf("2026-03-03T08:00:00+00:00", zone, "en")).toBe("10:00");
});

test("a day is named only when it is not today", () => {
  const zone = "Europe/Helsinki";
  const now = new Date("2026-03-02T22:30:00Z");
  expect(dayOf("2026-03-03T08:00:00+00:00", zone, now, "fi")).toBe("");
  expect(dayOf("2026-03-04T08:00:00+00:00", zone, now, "fi")).toBe("keskiviikkona 4.3.");
  expect(dayOf("2026-03-04T08:00:00+00:00", zone, now, "sv")).toBe("på onsdag 4.3");
});

test("a name is filled in as it is", () => {
  expect(fill("{name} näkee", { name: "$& <b>" })).toBe("$& <b> näkee");
  expect(fill("{other}", {})).toBe("{other}");
});
