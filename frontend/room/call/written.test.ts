import { describe, expect, test } from "vitest";
import { type Line, MOST_LETTERS, readSaid, withSaid } from "./written.ts";

describe("what came", () => {
  test("a line and its text", () =>
    expect(readSaid('{"line":7,"text":"hei"}')).toEqual({ line: 7, text: "hei" }));

  test.each([
    ["no text at all", new ArrayBuffer(4)],
    ["no JSON", "hei"],
    ["null", "null"],
    ["a number for text", '{"line":1,"text":2}'],
    ["no line", '{"text":"hei"}'],
    ["half a line", '{"line":1.5,"text":"hei"}'],
    ["too long a line", JSON.stringify({ line: 1, text: "a".repeat(MOST_LETTERS + 1) })],
    ["too much at once", JSON.stringify({ line: 1, text: "a", more: "a".repeat(4000) })],
  ])("%s is left out", (_what, data) => expect(readSaid(data)).toBeNull());
});

describe("what is written", () => {
  const say = (lines: readonly Line[], participant: number, line: number, text: string) =>
    withSaid(lines, participant, { line, text });

  test("a line grows where it stands, also while another writes", () => {
    let lines: readonly Line[] = [];
    lines = say(lines, 1, 10, "h");
    lines = say(lines, 2, 10, "m");
    lines = say(lines, 1, 10, "he");
    lines = say(lines, 1, 11, "n");
    expect(lines.map(({ participant, text }) => `${participant} ${text}`)).toEqual(["1 he", "2 m", "1 n"]);
  });

  test("an empty line does not begin; one that was emptied stays empty", () => {
    expect(say([], 1, 10, "")).toEqual([]);
    expect(say(say([], 1, 10, "h"), 1, 10, "")).toEqual([{ participant: 1, line: 10, text: "" }]);
  });

  test("the oldest are forgotten", () => {
    let lines: readonly Line[] = [];
    for (let line = 0; line < 300; line += 1) lines = say(lines, 1, line, "a");
    expect([lines.length, lines[0]?.line, lines.at(-1)?.line]).toEqual([200, 100, 299]);
  });
});
