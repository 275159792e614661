import type {
  AnyEvent,
  DoorSnapshot,
  MeetingSnapshot,
  ParticipantView,
  RoomSnapshot,
  SeatView,
  Welcome,
} from "./protocol.gen.ts";

export interface Snapshot {
  meetings?: MeetingSnapshot;
  room?: RoomSnapshot;
  door?: DoorSnapshot;
}

/** What the server has told this screen. */
export interface RoomState {
  standing: string;
  rights: readonly string[];
  snapshot: Snapshot;
}

export const NOTHING: RoomState = { standing: "", rights: [], snapshot: {} };

export function welcomed(welcome: Welcome): RoomState {
  return { standing: welcome.standing, rights: welcome.rights, snapshot: welcome.snapshot as Snapshot };
}

type Reducer<E> = (snapshot: Snapshot, event: E, screen: string) => Snapshot;
type Table = { [E in AnyEvent as E["type"]]: Reducer<E> };

function meeting(snapshot: Snapshot, change: Partial<MeetingSnapshot>): Snapshot {
  return snapshot.meetings ? { ...snapshot, meetings: { ...snapshot.meetings, ...change } } : snapshot;
}

function door(snapshot: Snapshot, change: Partial<DoorSnapshot>): Snapshot {
  return snapshot.door ? { ...snapshot, door: { ...snapshot.door, ...change } } : snapshot;
}

function participant(snapshot: Snapshot, id: number, change: Partial<ParticipantView>): Snapshot {
  const participants = snapshot.meetings?.participants.map((one) =>
    one.id === id ? { ...one, ...change } : one,
  );
  return participants ? meeting(snapshot, { participants }) : snapshot;
}

/** Who was not let in needs a code to come again, also where the link alone was enough. */
function askingCode(snapshot: Snapshot): Snapshot {
  const client = snapshot.meetings?.client;
  return client ? meeting(snapshot, { client: { ...client, needs_code: true } }) : snapshot;
}

function seats(snapshot: Snapshot, change: (seats: SeatView[]) => SeatView[]): Snapshot {
  if (!snapshot.room) return snapshot;
  return { ...snapshot, room: { ...snapshot.room, seats: change(snapshot.room.seats) } };
}

function withoutSeat(snapshot: Snapshot, id: number): Snapshot {
  return seats(snapshot, (all) => all.filter((seat) => seat.participant !== id));
}

function seatTaken(snapshot: Snapshot, seat: SeatView, screen: string): Snapshot {
  const next = seats(snapshot, (all) => [...all.filter((one) => one.participant !== seat.participant), seat]);
  if (!next.room || seat.participant !== next.meetings?.me) return next;
  return { ...next, room: { ...next.room, seat_elsewhere: screen !== "" && seat.screen !== screen } };
}

/** The end is told in the room and at the door alike. */
function over(snapshot: Snapshot, status: "ended" | "cancelled", agreed?: string): Snapshot {
  const said = agreed === undefined ? {} : { agreed };
  return door(meeting(snapshot, { status, ...said }), { over: status, ...said });
}

const same = (snapshot: Snapshot): Snapshot => snapshot;

const TABLE: Table = {
  "meeting.opened": (s) => meeting(s, { status: "open" }),
  "meeting.under_way": (s) => meeting(s, { status: "under_way" }),
  "participant.stepped": (s, { participant: id, type: _type, ...change }) => {
    return participant(s, id, change.state === "waiting" ? change : { ...change, waiting_since: null });
  },
  "participant.waiting": (s, { participant: id, since, camera, microphone }) =>
    participant(s, id, { state: "waiting", waiting_since: since, camera, microphone }),
  "participant.asks_call": (s, { participant: id, asks }) => participant(s, id, { asks_call: asks }),
  "participant.admitted": (s, { participant: id }) =>
    participant(s, id, { state: "admitted", waiting_since: null, asks_call: false }),
  "participant.denied": (s, { participant: id }) =>
    askingCode(participant(s, id, { state: "denied", waiting_since: null })),
  "participant.away": (s, { participant: id }) => participant(withoutSeat(s, id), id, { state: "away" }),
  "participant.left": (s, { participant: id }) => participant(withoutSeat(s, id), id, { state: "left" }),
  "meeting.moved_to_phone": (s, { since, calls_from }) =>
    meeting(s, {
      phone: { since, calls_from, reason: s.meetings?.phone?.reason ?? "", video_wanted: false },
    }),
  "meeting.phone_reason_given": (s, { reason }) =>
    s.meetings?.phone ? meeting(s, { phone: { ...s.meetings.phone, reason } }) : s,
  "meeting.video_wanted": (s) =>
    s.meetings?.phone ? meeting(s, { phone: { ...s.meetings.phone, video_wanted: true } }) : s,
  "meeting.back_on_video": (s) => meeting(s, { phone: null }),
  "meeting.delayed": (s, { expected }) => meeting(s, { expected }),
  "meeting.call_tried": (s, { attempts }) => meeting(s, { call_attempts: attempts }),
  "meeting.ended": (s, { agreed }) => over(s, "ended", agreed),
  "meeting.cancelled": (s) => over(s, "cancelled"),
  "door.stepped": (s, { state }) => door(s, { state, seen: false }),
  "door.seen": (s) => door(s, { seen: true }),
  "door.said": (s, { words, expected }) => door(s, { words, expected }),
  "door.call_coming": (s, { calls_from }) => door(s, { calls_from }),
  "door.admitted": (s) => door(s, { state: "admitted" }),
  "door.denied": (s) => door(s, { state: "denied" }),
  "seat.taken": (s, { type: _type, ...seat }, screen) =>
    participant(seatTaken(s, seat, screen), seat.participant, { state: "present" }),
  "seat.devices_told": (s, { participant: id, camera, microphone }) =>
    seats(s, (all) => all.map((seat) => (seat.participant === id ? { ...seat, camera, microphone } : seat))),
  "desk.arrived": same,
  "desk.gone": same,
  "desk.asks_call": same,
  "desk.changed": same,
};

/** The snapshot after `event`. An event seen twice changes nothing; one not known here neither. */
export function reduceRoom(snapshot: Snapshot, event: AnyEvent, screen = ""): Snapshot {
  const reduce = TABLE[event.type] as Reducer<AnyEvent> | undefined;
  return reduce ? reduce(snapshot, event, screen) : snapshot;
}

export function myself(snapshot: Snapshot): ParticipantView | undefined {
  return snapshot.meetings?.participants.find((one) => one.id === snapshot.meetings?.me);
}

export function other(snapshot: Snapshot): ParticipantView | undefined {
  return snapshot.meetings?.participants.find((one) => one.id !== snapshot.meetings?.me);
}

export function otherSeat(snapshot: Snapshot): SeatView | undefined {
  return snapshot.room?.seats.find((seat) => seat.participant !== snapshot.meetings?.me);
}
