import { expect, test } from "vitest";
import { readTold, SoundCheck } from "./sound-check.ts";

/** Three devices, each told what the others say. */
function three(): [SoundCheck, SoundCheck, SoundCheck] {
  const all: SoundCheck[] = [];
  const made = [1, 2, 3].map(
    (me) =>
      new SoundCheck((text) => {
        for (const [place, other] of all.entries()) if (place + 1 !== me) other.receive(me, text);
      }),
  );
  all.push(...made);
  return made as [SoundCheck, SoundCheck, SoundCheck];
}

test("each of the others answers for themselves, and whoever asks sees who does not hear", () => {
  const [one, two, three_] = three();
  one.ask("Mikko");
  expect(two.asked.value).toMatchObject({ participant: 1, name: "Mikko" });
  two.answer(true);
  three_.answer(false);
  expect([...(one.asking.value?.heard ?? [])]).toEqual([
    [2, true],
    [3, false],
  ]);
  expect(two.asked.value).toBeNull();
});

test("the next one begins anew; a late answer to the one before counts for nothing", () => {
  const [one, two] = three();
  one.ask("Mikko");
  const late = two.asked.value;
  one.ask("Liisa");
  expect(two.asked.value?.name).toBe("Liisa");
  one.receive(2, JSON.stringify({ ask: late?.number, heard: false }));
  expect(one.asking.value?.heard.size).toBe(0);
});

test("a question that was taken back, or whose asker is gone, stands nowhere", () => {
  const [one, two, three_] = three();
  one.ask("Mikko");
  one.end();
  expect(two.asked.value).toBeNull();
  one.ask("Mikko");
  two.gone(1);
  three_.gone(2);
  expect(two.asked.value).toBeNull();
  expect(three_.asked.value).not.toBeNull();
});

test.each([
  ["{"],
  ["null"],
  ['{"line":1,"text":"x"}'],
  ['{"ask":1}'],
  ['{"ask":"1","name":"x"}'],
  ['{"ask":1,"name":""}'],
  [JSON.stringify({ ask: 1, name: "x".repeat(201) })],
  ["x".repeat(3000)],
])("%s is nothing of a sound check", (text) => expect(readTold(text)).toBeNull());
