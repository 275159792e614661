import { describe, expect, test } from "vitest";
import { saysWithClient } from "./beside/beside.tsx";
import { soundIsAt } from "./companion/sound.ts";
import type { AnyEvent, MeetingSnapshot, ParticipantView } from "./protocol.gen.ts";
import {
  atDeviceOf,
  company,
  hostedBy,
  myself,
  other,
  otherDevice,
  otherSeat,
  otherSeats,
  reduceRoom,
  type Snapshot,
} from "./state.ts";

const person = (id: number, change: Partial<ParticipantView> = {}): ParticipantView => ({
  id,
  role: id === 1 ? "adviser" : "client",
  name: id === 1 ? "Aino Adviser" : "Kalle Client",
  state: "invited",
  step: "",
  camera: "",
  microphone: "",
  waiting_since: null,
  asks_call: false,
  by_link_alone: false,
  by_phone: false,
  hosted_by: null,
  with_client: false,
  companion_of: null,
  has_sound: false,
  beside: [],
  link_by: [],
  ...change,
});

const meetings: MeetingSnapshot = {
  id: 7,
  status: "open",
  type_name: "Ohjaus",
  starts: "2026-03-03T08:00:00+00:00",
  ends: "2026-03-03T08:45:00+00:00",
  zone: "Europe/Helsinki",
  planned_channel: "video",
  agreed: "",
  expected: "",
  call_attempts: 0,
  me: 1,
  participants: [person(1, { state: "present" }), person(2)],
  phone: null,
  client: null,
  locked: false,
  consents: [],
  rules: [],
  group: false,
};
const before: Snapshot = {
  meetings,
  room: { seats: [], seat_elsewhere: false, ice_servers: [], relay_only: false, gathered: false },
};

const seat: AnyEvent = {
  type: "seat.taken",
  participant: 2,
  screen: "screen-of-client",
  camera: true,
  microphone: true,
};

describe("the room after an event", () => {
  test("an event seen twice changes nothing", () => {
    const once = reduceRoom(before, seat, "mine");
    expect(reduceRoom(once, seat, "mine")).toEqual(once);
    expect(otherSeat(once)?.screen).toBe("screen-of-client");
    expect(other(once)?.state).toBe("present");
  });

  test("somebody who goes away leaves the seat", () => {
    const away: AnyEvent = { type: "participant.away", participant: 2, since: "2026-03-03T08:10:00+00:00" };
    const after = reduceRoom(reduceRoom(before, seat, "mine"), away, "mine");
    expect(otherSeat(after)).toBeUndefined();
    expect(other(after)?.state).toBe("away");
  });

  test("one's own seat at another screen is a question; at this screen it is none", () => {
    const mine = { ...seat, participant: 1, screen: "another-tab" };
    expect(reduceRoom(before, mine, "this-tab").room?.seat_elsewhere).toBe(true);
    expect(reduceRoom(before, { ...mine, screen: "this-tab" }, "this-tab").room?.seat_elsewhere).toBe(false);
  });

  test("a client at a partner's device is where the partner sits, and has no tile of their own", () => {
    const here = [
      { type: "participant.admitted", participant: 3, role: "provider", name: "Demo Ohjaaja" },
      { ...seat, participant: 3, screen: "screen-of-partner" },
      { type: "participant.admitted", participant: 2, role: "client", name: "Kalle Client", hosted_by: 3 },
    ] as AnyEvent[];
    const hosted = here.reduce((s, event) => reduceRoom(s, event, "mine"), before);
    expect(other(hosted)?.state).toBe("present");
    expect(otherSeat(hosted)?.screen).toBe("screen-of-partner");
    const partner = { ...person(3), beside: ["Demo-Opo", "Kalle Client"] };
    expect(atDeviceOf(hosted, partner)).toEqual(["Demo-Opo", "Kalle Client"]);
    expect(company(hosted).map(({ id }) => id)).toEqual([3]);
    const left = reduceRoom(hosted, { type: "participant.left", participant: 2 }, "mine");
    expect([otherSeat(left), hostedBy(left, 3)]).toEqual([undefined, undefined]);
  });

  test("what a release before tells of a door says nothing of the client", () => {
    const told = { type: "door.beside", names: ["Demo-Opo"] } as unknown as AnyEvent;
    expect(saysWithClient(reduceRoom(before, told))).toBe(false);
  });

  test("an event this browser does not know changes nothing", () => {
    const unknown = { type: "links.shared", id: 1 } as unknown as AnyEvent;
    expect(reduceRoom(before, unknown)).toBe(before);
  });

  test("to the phone and back leaves no trace in the snapshot", () => {
    const since = "2026-03-03T08:20:00+00:00";
    const moved = reduceRoom(before, { type: "meeting.moved_to_phone", by: 2, since, calls_from: "09 123" });
    expect(moved.meetings?.phone).toEqual({ since, calls_from: "09 123", reason: "", video_wanted: false });
    const wanted = reduceRoom(moved, { type: "meeting.video_wanted", by: 2 });
    expect(wanted.meetings?.phone?.video_wanted).toBe(true);
    expect(reduceRoom(wanted, { type: "meeting.back_on_video", since })).toEqual(before);
  });
});

describe("a second device of the client", () => {
  const client = person(2, { state: "present" });
  const device = person(3, { role: "companion", state: "present", companion_of: 2 });
  const seats = [1, 2, 3].map((participant) => ({
    ...{ participant, screen: `screen-${participant}`, camera: true, microphone: true },
    sharing: "" as const,
  }));
  const seenBy = (me: number, change: Partial<ParticipantView> = {}, sitting = seats): Snapshot => ({
    meetings: { ...meetings, me, participants: [person(1), client, { ...device, ...change }] },
    room: { seats: sitting, seat_elsewhere: false, ice_servers: [], relay_only: false, gathered: false },
  });
  const ids = (people: { id: number }[]) => people.map(({ id }) => id);

  test("is company for the adviser, and none for its owner", () => {
    expect(ids(company(seenBy(1)))).toEqual([2, 3]);
    expect(ids(company(seenBy(2)))).toEqual([1]);
    expect(ids(company(seenBy(3)))).toEqual([1]);
    expect(otherSeats(seenBy(3)).map(({ participant }) => participant)).toEqual([1]);
    expect(other(seenBy(3))?.id).toBe(1);
    expect([1, 2, 3].map((me) => otherDevice(seenBy(me))?.id)).toEqual([undefined, 3, 2]);
  });

  test("has the sound only once it was moved there, and while it is there", () => {
    const here = (snapshot: (me: number) => Snapshot) =>
      [1, 2, 3].map((me) => soundIsAt(snapshot(me), myself(snapshot(me))));
    expect(here((me) => seenBy(me))).toEqual([true, true, false]);
    expect(here((me) => seenBy(me, { has_sound: true }))).toEqual([true, false, true]);
    const gone = (me: number) => seenBy(me, { has_sound: true }, seats.slice(0, 2));
    expect(here(gone).slice(0, 2)).toEqual([true, true]);
    expect(soundIsAt(seenBy(1, { has_sound: true }), client)).toBe(false);
  });

  test("the adviser's device looks for the client", () => {
    const snapshot = seenBy(3, { companion_of: 1 });
    expect(other(snapshot)?.id).toBe(2);
  });
});
