import { expect, test } from "vitest";
import { digitsOf, grouped, leftOf } from "./code.ts";

test.each([
  ["123456", "123456"],
  ["Koodi: 123 456.", "123456"],
  ["１２３４５６", "123456"],
  ["12345678", "123456"],
  ["abc", ""],
])("of %j the code %j is taken", (typed, code) => {
  expect(digitsOf(typed)).toBe(code);
});

test("a code is shown in two groups", () => {
  expect(grouped("123456")).toBe("123 456");
  expect(grouped("123")).toBe("123");
});

test("what is left counts down to nothing and stays there", () => {
  expect(leftOf(245_000)).toBe("4.05");
  expect(leftOf(-5)).toBe("0.00");
});
