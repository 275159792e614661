import { expect, test } from "vitest";
import { type Desk, deskOf, EMPTY, reduceDesk, rings, titleWith, unseen } from "./state.ts";

const AINO = {
  meeting: 7,
  participant: 5,
  name: "Aino",
  since: "2027-05-03T09:58:00+00:00",
  camera: "on",
  microphone: "on",
  by_link_alone: false,
};
const arrived = { type: "desk.arrived", ...AINO } as const;
const gone = { type: "desk.gone", participant: 5 } as const;

test("who arrives stands on the desk, and goes from it", () => {
  const desk = reduceDesk(EMPTY, arrived);
  expect(desk).toEqual({ ...EMPTY, callers: [{ ...AINO, asks: "", adviser: "" }] });
  expect(reduceDesk(desk, gone)).toEqual(EMPTY);
});

test("an event seen twice changes nothing", () => {
  const once = reduceDesk(EMPTY, arrived);
  expect(reduceDesk(once, arrived)).toEqual(once);
  expect(reduceDesk(reduceDesk(once, gone), gone)).toEqual(EMPTY);
});

test("events after a snapshot make what a later snapshot says", () => {
  const desk = reduceDesk(
    reduceDesk(EMPTY, { type: "desk.asks_call", meeting: 7, participant: 5, name: "Aino", why: "asked" }),
    arrived,
  );
  expect(desk).toEqual(deskOf({ desk: { waiting: [{ ...AINO, asks_call: true, adviser: "" }] } }));
});

test("who cannot get a code is on the desk without waiting, and is not told that they are seen", () => {
  const desk = reduceDesk(EMPTY, {
    type: "desk.asks_call",
    meeting: 7,
    participant: 5,
    name: "Aino",
    why: "no_code",
  });
  expect(desk.callers[0]).toMatchObject({ since: "", asks: "no_code" });
  expect(unseen(desk, new Set())).toEqual([]);
});

test("each who waits is told once that they are seen", () => {
  const desk = reduceDesk(EMPTY, arrived);
  expect(unseen(desk, new Set())).toEqual([5]);
  expect(unseen(desk, new Set([5]))).toEqual([]);
});

test("the title says who waits, and returns to what it was", () => {
  const desk = reduceDesk(EMPTY, arrived);
  expect(titleWith(desk, "Tänään", "{name} odottaa")).toBe("(1) Aino odottaa – Tänään");
  expect(titleWith(EMPTY, "Tänään", "{name} odottaa")).toBe("Tänään");
});

test("other events of the room leave the desk alone", () => {
  const desk = reduceDesk(EMPTY, arrived);
  expect(reduceDesk(desk, { type: "desk.changed", what: "planned" })).toBe(desk);
});

test("who asks for help stands once, keeps their place when they ask anew, and goes when somebody helps", () => {
  const aino = { request: 3, name: "Aino", what: "hear", since: "2027-05-03T09:59:00+00:00" };
  const veikko = { ...aino, request: 4, name: "Veikko" };
  const desk = [aino, veikko].reduce<Desk>(
    (before, asking) => reduceDesk(before, { type: "desk.help_asked", asking }),
    EMPTY,
  );
  expect(desk).toEqual(deskOf({ help: { asking: [aino, veikko] } }));
  expect(rings(desk)).toBe(true);
  const anew = { ...aino, what: "camera" };
  const asked = reduceDesk(desk, { type: "desk.help_asked", asking: anew });
  expect(asked.asking).toEqual([anew, veikko]);
  const left = reduceDesk(desk, { type: "desk.help_settled", request: 3 });
  expect(left.asking).toEqual([veikko]);
  expect(reduceDesk(left, { type: "desk.help_settled", request: 3 })).toBe(left);
  expect(reduceDesk(left, arrived).asking).toBe(left.asking);
});

test("whom a colleague does not answer is on the desk until somebody does, and is not told that they are seen", () => {
  const { meeting, participant, name, since } = AINO;
  const told = { type: "desk.unanswered", meeting, participant, name, since, adviser: "Liisa" } as const;
  const answered = { type: "desk.answered", participant } as const;
  const desk = reduceDesk(EMPTY, told);
  expect(desk.callers).toMatchObject([{ name: "Aino", adviser: "Liisa", asks: "" }]);
  expect(unseen(desk, new Set())).toEqual([]);
  expect(rings(desk)).toBe(false);
  expect(reduceDesk(desk, answered)).toEqual(EMPTY);
  // Taken over by this very person, they wait for them: what colleagues are told does not take them away.
  const own = reduceDesk(desk, arrived);
  expect(reduceDesk(own, answered)).toBe(own);
  expect(rings(own)).toBe(true);
});

test("clients who knock stand in the order of coming, once, until they are answered", () => {
  const aino = { knock: 3, name: "Aino", way: "video", since: "2027-05-03T09:59:00+00:00" };
  const veikko = { ...aino, knock: 4, name: "Veikko", way: "phone" };
  const knocked = (desk: Desk, view: typeof aino) => reduceDesk(desk, { type: "desk.knocked", ...view });
  const desk = [aino, veikko].reduce(knocked, EMPTY);
  expect(desk).toEqual(deskOf({ knocks: { knocks: [aino, veikko] } }));
  expect(rings(desk)).toBe(true);
  expect(knocked(desk, aino)).toBe(desk);
  const left = reduceDesk(desk, { type: "desk.knock_settled", knock: 3 });
  expect(left.knocks).toEqual([veikko]);
  expect(reduceDesk(left, { type: "desk.knock_settled", knock: 3 })).toBe(left);
  expect(reduceDesk(left, arrived).knocks).toBe(left.knocks);
});
