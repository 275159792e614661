import type {
  AnyEvent,
  ConsentView,
  DoorSnapshot,
  HelpSnapshot,
  LinksSnapshot,
  LinkView,
  MeetingSnapshot,
  ParticipantView,
  RoomSnapshot,
  RuleView,
  SeatView,
  Welcome,
} from "./protocol.gen.ts";

export interface Snapshot {
  meetings?: MeetingSnapshot;
  room?: RoomSnapshot;
  door?: DoorSnapshot;
  links?: LinksSnapshot;
  help?: HelpSnapshot;
  /** Taken out of the meeting while in the room; a farewell follows. */
  removed?: true;
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
/** A desk's events never come here. */
type Table = { [E in AnyEvent as Exclude<E["type"], `desk.${string}`>]: Reducer<E> };

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

const UNKNOWN: Omit<ParticipantView, "id" | "role" | "name"> = {
  state: "invited",
  step: "",
  camera: "",
  microphone: "",
  waiting_since: null,
  asks_call: false,
  by_link_alone: false,
  by_phone: false,
  beside: [],
  hosted_by: null,
  with_client: false,
  companion_of: null,
  has_sound: false,
  link_by: [],
};

/** Changed, or added where this screen has not heard of them. */
function known(snapshot: Snapshot, id: number, change: Partial<ParticipantView>): Snapshot {
  const all = snapshot.meetings?.participants;
  if (!all || all.some((one) => one.id === id)) return participant(snapshot, id, change);
  const added = { ...UNKNOWN, id, role: "", name: "", ...change };
  return meeting(snapshot, { participants: [...all, added].sort((a, b) => a.id - b.id) });
}

function without(snapshot: Snapshot, id: number): Snapshot {
  if (!snapshot.meetings) return snapshot;
  const participants = snapshot.meetings.participants.filter((one) => one.id !== id);
  return meeting(withoutSeat(snapshot, id), { participants, consents: others(snapshot, id) });
}

function others(snapshot: Snapshot, id: number): ConsentView[] {
  return snapshot.meetings?.consents.filter((one) => one.participant !== id) ?? [];
}

function consent(snapshot: Snapshot, word: ConsentView): Snapshot {
  const consents = [...others(snapshot, word.participant), word];
  return meeting(snapshot, { consents: consents.sort((a, b) => a.participant - b.participant) });
}

/** Another adviser goes on; who was here before has no place any more. */
function handedOver(snapshot: Snapshot, former: number, id: number, name: string): Snapshot {
  const change = { role: "adviser", name, state: "admitted", waiting_since: null };
  const next = withoutSeat(known(without(snapshot, former), id, change), id);
  return meeting(next, { consents: others(next, id) });
}

/** A client who was not let in needs a code to come again, also where the link alone was enough. */
function askingCode(snapshot: Snapshot, id: number): Snapshot {
  const client = snapshot.meetings?.client;
  if (snapshot.meetings?.participants.find((one) => one.id === id)?.role !== "client") return snapshot;
  return client ? meeting(snapshot, { client: { ...client, needs_code: true } }) : snapshot;
}

function seats(snapshot: Snapshot, change: (seats: SeatView[]) => SeatView[]): Snapshot {
  if (!snapshot.room) return snapshot;
  return { ...snapshot, room: { ...snapshot.room, seats: change(snapshot.room.seats) } };
}

function withoutSeat(snapshot: Snapshot, id: number): Snapshot {
  return seats(snapshot, (all) => all.filter((seat) => seat.participant !== id));
}

function seatTaken(snapshot: Snapshot, seat: Omit<SeatView, "sharing">, screen: string): Snapshot {
  const taken: SeatView = { ...seat, sharing: "" };
  const next = seats(snapshot, (all) =>
    [...all.filter((one) => one.participant !== seat.participant), taken].sort(
      (a, b) => a.participant - b.participant,
    ),
  );
  if (!next.room || seat.participant !== next.meetings?.me) return next;
  return { ...next, room: { ...next.room, seat_elsewhere: screen !== "" && seat.screen !== screen } };
}

function gathered(snapshot: Snapshot, gathered: boolean): Snapshot {
  return snapshot.room ? { ...snapshot, room: { ...snapshot.room, gathered } } : snapshot;
}

function linkShared(snapshot: Snapshot, shared: LinkView): Snapshot {
  const others = snapshot.links?.links.filter(({ link }) => link !== shared.link);
  return others ? { ...snapshot, links: { links: [...others, shared] } } : snapshot;
}

/** The end is told in the room and at the door alike. */
function over(snapshot: Snapshot, status: "ended" | "cancelled", agreed?: string): Snapshot {
  const said = agreed === undefined ? {} : { agreed };
  return door(meeting(snapshot, { status, ...said }), { over: status, ...said });
}

const same = (snapshot: Snapshot): Snapshot => snapshot;

type Told<Part> = Partial<Part> & { type: string };
/** Events that say a part's fields as they are now. */
const toldInRoom = (s: Snapshot, { type: _, ...now }: Told<MeetingSnapshot>) =>
  meeting(s, now as Partial<MeetingSnapshot>);
const toldAtDoor = (s: Snapshot, { type: _, ...now }: Told<DoorSnapshot>) =>
  door(s, now as Partial<DoorSnapshot>);

const TABLE: Table = {
  "meeting.opened": (s) => meeting(s, { status: "open" }),
  "meeting.under_way": (s) => meeting(s, { status: "under_way" }),
  "participant.stepped": (s, { participant: id, type: _type, ...change }) => {
    return participant(s, id, change.state === "waiting" ? change : { ...change, waiting_since: null });
  },
  "participant.waiting": (s, { participant: id, since, camera, microphone }) =>
    participant(s, id, { state: "waiting", waiting_since: since, camera, microphone }),
  "participant.asks_call": (s, { participant: id, asks }) => participant(s, id, { asks_call: asks }),
  "participant.added": (s, { participant: id, type: _type, ...who }) =>
    known(s, id, { ...who, state: "invited", waiting_since: null }),
  "participant.beside": (s, { participant: id, names }) => participant(s, id, { beside: names }),
  "participant.admitted": (s, { participant: id, type: _type, ...who }) =>
    known(s, id, {
      ...who,
      ...{ waiting_since: null, asks_call: false },
      state: who.by_phone || who.hosted_by ? "present" : "admitted",
    }),
  "companion.sound_moved": (s, { participant: id, here }) => participant(s, id, { has_sound: here }),
  "participant.held": (s, { participant: id }) =>
    participant(withoutSeat(s, id), id, { state: "held", waiting_since: null }),
  "participant.removed": (s, { participant: id }) => without(s, id),
  "participant.denied": (s, { participant: id }) =>
    askingCode(participant(s, id, { state: "denied", waiting_since: null }), id),
  "consent.asked": (s, { participant: id, role, name }) =>
    consent(s, { participant: id, role, name, consent: "" }),
  "consent.answered": (s, { participant: id, consent: said }) => {
    const word = s.meetings?.consents.find((one) => one.participant === id);
    return word ? consent(s, { ...word, consent: said }) : s;
  },
  "meeting.rules_changed": toldInRoom,
  "meeting.locked": toldInRoom,
  "meeting.handed_over": (s, { former, participant: id, name }) => handedOver(s, former, id, name),
  "participant.away": (s, { participant: id }) => participant(withoutSeat(s, id), id, { state: "away" }),
  "participant.left": (s, { participant: id }) =>
    participant(withoutSeat(s, id), id, { state: "left", hosted_by: null }),
  "meeting.moved_to_phone": (s, { since, calls_from }) =>
    meeting(s, {
      phone: { since, calls_from, reason: s.meetings?.phone?.reason ?? "", video_wanted: false },
    }),
  "meeting.phone_reason_given": (s, { reason }) =>
    s.meetings?.phone ? meeting(s, { phone: { ...s.meetings.phone, reason } }) : s,
  "meeting.video_wanted": (s) =>
    s.meetings?.phone ? meeting(s, { phone: { ...s.meetings.phone, video_wanted: true } }) : s,
  "meeting.back_on_video": (s) => meeting(s, { phone: null }),
  "meeting.delayed": toldInRoom,
  "meeting.call_tried": (s, { attempts }) => meeting(s, { call_attempts: attempts }),
  "meeting.ended": (s, { agreed }) => over(s, "ended", agreed),
  "meeting.cancelled": (s) => over(s, "cancelled"),
  "door.stepped": (s, { state }) => door(s, { state, seen: false }),
  "door.seen": (s) => door(s, { seen: true }),
  "door.said": toldAtDoor,
  "door.ahead": toldAtDoor,
  "door.call_coming": toldAtDoor,
  "door.admitted": (s) => door(s, { state: "admitted" }),
  "door.denied": (s) => door(s, { state: "denied" }),
  "door.held": (s) => door(s, { state: "held" }),
  "door.removed": (s) => (s.door ? door(s, { state: "removed" }) : { ...s, removed: true }),
  "door.beside": (s, { names, with_client = false }) =>
    participant(door(s, { beside: names, with_client }), s.meetings?.me ?? 0, { with_client }),
  "door.declined": toldAtDoor,
  "door.locked": toldAtDoor,
  "door.mute_asked": same,
  "seat.taken": (s, { type: _type, ...seat }, screen) =>
    participant(seatTaken(s, seat, screen), seat.participant, { state: "present" }),
  "seat.screen_shared": (s, { participant: id, sharing }) =>
    seats(s, (all) => all.map((seat) => (seat.participant === id ? { ...seat, sharing } : seat))),
  "seat.devices_told": (s, { participant: id, camera, microphone }) =>
    seats(s, (all) => all.map((seat) => (seat.participant === id ? { ...seat, camera, microphone } : seat))),
  "room.gathered": (s) => gathered(s, true),
  "room.parted": (s) => gathered(s, false),
  "links.shared": (s, { shared }) => linkShared(s, shared),
  "help.told": (s, { words }) => ({ ...s, help: { offered: true, words } }),
};

/** The snapshot after `event`. An event seen twice changes nothing; one not known here neither. */
export function reduceRoom(snapshot: Snapshot, event: AnyEvent, screen = ""): Snapshot {
  const reduce = TABLE[event.type as keyof Table] as Reducer<AnyEvent> | undefined;
  return reduce ? reduce(snapshot, event, screen) : snapshot;
}

/** What holds in this meeting by its rules; nothing before the server has said it. */
export function ruleOf(snapshot: Snapshot, name: string): RuleView | undefined {
  return snapshot.meetings?.rules.find((rule) => rule.name === name);
}

export function myself(snapshot: Snapshot): ParticipantView | undefined {
  return snapshot.meetings?.participants.find((one) => one.id === snapshot.meetings?.me);
}

/** Writes captions: what they write is for everybody to read, and no talk of its own. */
export function writesCaptions(snapshot: Snapshot, participant: number | undefined): boolean {
  return snapshot.meetings?.participants.find(({ id }) => id === participant)?.role === "captioner";
}

/** Who else sits at somebody's device. A release before does not say. */
export function besideOf(who: ParticipantView | undefined): readonly string[] {
  return who?.beside ?? [];
}

/** Who else sits at this device, in the room or at the door. */
export function besideMe(snapshot: Snapshot): readonly string[] {
  return snapshot.meetings ? besideOf(myself(snapshot)) : (snapshot.door?.beside ?? []);
}

/** The client, while they sit at this person's device. */
export function hostedBy(snapshot: Snapshot, id: number): ParticipantView | undefined {
  return snapshot.meetings?.participants.find(({ hosted_by }) => hosted_by === id);
}

/** Names of who else sits at somebody's device: the client, where they do, and whom the person named. */
export function atDeviceOf(snapshot: Snapshot, who: ParticipantView): string[] {
  const client = hostedBy(snapshot, who.id)?.name ?? [];
  return [...new Set(besideOf(who).concat(client))];
}

/** The other device of somebody with two (one's own, if nobody is named): of either the other. */
export function otherDevice(snapshot: Snapshot, who = myself(snapshot)): ParticipantView | undefined {
  return snapshot.meetings?.participants.find(
    ({ id, companion_of: owner }) => who && (owner === who.id || id === who.companion_of),
  );
}

/** Whom the meeting is with: for the adviser the client (of a group one who is here), else the adviser. */
export function other(snapshot: Snapshot): ParticipantView | undefined {
  const me = myself(snapshot);
  const owner = me?.companion_of ? otherDevice(snapshot) : me;
  const theirs = owner?.role === "adviser" ? "client" : "adviser";
  const whom = snapshot.meetings?.participants.filter(({ role }) => role === theirs);
  return whom?.find(({ id }) => seatOf(snapshot, id)) ?? whom?.[0];
}

/** Who else is in the room, on the phone too, or comes back to it. */
export function company(snapshot: Snapshot): ParticipantView[] {
  const here = ({ id, state, by_phone: byPhone }: ParticipantView) =>
    state === "away" || (byPhone && state === "present") || seatOf(snapshot, id) !== undefined;
  const mine = [snapshot.meetings?.me, otherDevice(snapshot)?.id];
  return snapshot.meetings?.participants.filter((one) => !mine.includes(one.id) && here(one)) ?? [];
}

/** Of everybody else here: devices of one person say nothing to each other. */
export function otherSeats(snapshot: Snapshot): SeatView[] {
  const mine = [snapshot.meetings?.me, otherDevice(snapshot)?.id];
  return snapshot.room?.seats.filter((seat) => !mine.includes(seat.participant)) ?? [];
}

export function seatOf(snapshot: Snapshot, participant: number): SeatView | undefined {
  return snapshot.room?.seats.find((seat) => seat.participant === participant);
}

export function seatOn(snapshot: Snapshot, screen: string): SeatView | undefined {
  return otherSeats(snapshot).find((seat) => seat.screen === screen);
}

/** Where the other sits: a client perhaps at a partner's device. */
export function otherSeat(snapshot: Snapshot): SeatView | undefined {
  const them = other(snapshot);
  return them && seatOf(snapshot, them.hosted_by ?? them.id);
}
