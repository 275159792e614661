import { expect, test } from "vitest";
import { type Picture, type Seen, sizedAfter } from "./picture.ts";
import { FRESH } from "./quality.ts";

const SMALL = FRESH.picture;

function after(looks: number, seen: Partial<Seen>, from: Picture = SMALL): Picture {
  let picture = from;
  for (let look = 0; look < looks; look += 1)
    picture = sizedAfter(picture, { outgoing: 0, weak: false, ...seen });
  return picture;
}

const whole = after(3, { outgoing: 600_000 });

test("it begins small, and is whole after three looks at a network with room", () => {
  expect(after(1, { outgoing: 300_000 }).size).toBe("small");
  expect(after(2, { outgoing: 300_000 }).size).toBe("growing");
  expect(after(9, { outgoing: 300_000 }).size).toBe("growing");
  expect(whole.size).toBe("whole");
});

test("where there is no room it stays small, also after it was whole", () => {
  expect(after(60, { outgoing: 100_000 }).size).toBe("small");
  expect(after(1, { outgoing: 100_000 }, whole).size).toBe("whole");
  expect(after(2, { outgoing: 100_000 }, whole).size).toBe("small");
});

test("little is known while little is sent: after a while it grows all the same", () => {
  expect(after(5, { outgoing: 150_000 }).size).toBe("small");
  expect(after(6, { outgoing: 150_000 }).size).toBe("growing");
  expect(after(60, { outgoing: 900_000, weak: true }).size).toBe("small");
});

test("a sharp picture is tried where there may be room, and stays where there is", () => {
  const trying = after(8, { outgoing: 1_000_000 }, whole);
  expect(trying.size).toBe("trying");
  const sharp = after(1, { outgoing: 3_000_000 }, trying);
  expect(sharp.size).toBe("sharp");
  expect(after(60, { outgoing: 1_500_000 }, sharp).size).toBe("sharp");
  expect(after(1, { outgoing: 900_000 }, sharp).size).toBe("whole");
  expect(after(1, { outgoing: 3_000_000, weak: true }, sharp).size).toBe("whole");
});

test("what was too much is not tried again soon", () => {
  const again = after(4, { outgoing: 1_900_000 }, after(8, { outgoing: 1_000_000 }, whole));
  expect(again.size).toBe("whole");
  expect(after(100, { outgoing: 1_000_000 }, again).size).toBe("whole");
  expect(after(128, { outgoing: 1_000_000 }, again).size).toBe("trying");
});

test("a browser that does not tell how much room there is goes by what is lost", () => {
  expect(after(60, {}).size).toBe("sharp");
  expect(after(60, { weak: true }).size).toBe("small");
});
