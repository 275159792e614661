import { expect, test } from "vitest";
import type { DoorSnapshot } from "./protocol.gen.ts";
import { NOTHING, type RoomState } from "./state.ts";
import { type Local, viewOf } from "./view.ts";

const local: Local = { step: "camera", left: false, farewell: "", inRoom: false };
const door: DoorSnapshot = {
  participant: 2,
  state: "arrived",
  starts: "",
  zone: "Europe/Helsinki",
  adviser: "Aino",
  seen: false,
  words: "",
  ahead: 0,
  expected: "",
  calls_from: "",
  over: "",
  agreed: "",
  declined: false,
  locked: false,
  beside: [],
  with_client: false,
};
const at = (change: Partial<DoorSnapshot>, standing = "waiting"): RoomState => ({
  standing,
  rights: [],
  snapshot: { door: { ...door, ...change } },
});

test("the device steps need no server; the waiting room comes after them", () => {
  expect(viewOf(NOTHING, local)).toBe("camera");
  expect(viewOf(at({}), { ...local, step: "sound" })).toBe("sound");
  expect(viewOf(at({}), { ...local, step: "ready" })).toBe("waiting");
});

test("nobody sees the stage before the server says that they are in", () => {
  // N14
  expect(viewOf(at({ state: "waiting" }), { ...local, step: "ready" })).toBe("waiting");
  expect(viewOf(NOTHING, { ...local, inRoom: true })).toBe("loading");
  expect(viewOf(at({}, "guest"), local)).toBe("stage");
});

test("the end is told even when the socket says farewell after it", () => {
  expect(viewOf(at({ over: "ended" }), { ...local, farewell: "not_here" })).toBe("ended");
  expect(viewOf(at({ over: "cancelled" }), local)).toBe("cancelled");
  expect(viewOf(at({}), { ...local, farewell: "not_here" })).toBe("gone");
});

test("who is not let in hears it kindly, and who left may return", () => {
  expect(viewOf(at({ state: "denied" }), { ...local, step: "ready" })).toBe("denied");
  expect(viewOf(at({}, "guest"), { ...local, left: true })).toBe("left");
});
