// Written by `python -m lasna.config.room_types`. Do not edit.

export const PROTOCOL = 1;

export interface AboutParticipant {
  participant: number;
}

export interface Admit {
  participant: number;
  offer?: Record<string, unknown> | null;
}

export interface BackOnVideo {
  type: "meeting.back_on_video";
  since: string;
}

export interface CallTried {
  type: "meeting.call_tried";
  answered: boolean;
  attempts: number;
}

export interface CatchUp {
  id: number;
  type: "live.catch_up";
  room: number;
  after: number;
}

export interface ClientView {
  name: string;
  number: string;
  number_read: string;
  link_by: string[];
  needs_code: boolean;
}

export interface DeskArrived {
  type: "desk.arrived";
  meeting: number;
  participant: number;
  name: string;
  since: string;
  camera: string;
  microphone: string;
  by_link_alone: boolean;
}

export interface DeskAsksCall {
  type: "desk.asks_call";
  meeting: number;
  participant: number;
  name: string;
  why: string;
}

export interface DeskChanged {
  type: "desk.changed";
  what: string;
}

export interface DeskGone {
  type: "desk.gone";
  participant: number;
}

export interface DeskSnapshot {
  waiting: WaitingView[];
}

export interface DevicesTold {
  type: "seat.devices_told";
  participant: number;
  camera: boolean;
  microphone: boolean;
}

export interface Done {
  type: "done";
  id: number;
  result: Record<string, unknown> | null;
}

export interface DoorAdmitted {
  type: "door.admitted";
  offered: boolean;
}

export interface DoorCallComing {
  type: "door.call_coming";
  calls_from: string;
}

export interface DoorDenied {
  type: "door.denied";
}

export interface DoorSaid {
  type: "door.said";
  words: string;
  expected: string;
}

export interface DoorSeen {
  type: "door.seen";
}

export interface DoorSnapshot {
  participant: number;
  state: string;
  starts: string;
  zone: string;
  adviser: string;
  seen: boolean;
  words: string;
  expected: string;
  calls_from: string;
  over: "" | "ended" | "cancelled";
  agreed: string;
}

export interface DoorStepped {
  type: "door.stepped";
  state: string;
}

export interface End {
  agreed?: string;
}

export interface Farewell {
  type: "farewell";
  code: string;
  again: boolean;
}

export interface GivePhoneReason {
  reason: "no_sound" | "no_picture" | "connection" | "device" | "wished" | "easier" | "other";
}

export interface Heartbeat {
  type: "heartbeat";
  rooms: Record<string, number>;
}

export interface Hello {
  type: "hello";
  protocol?: number;
  screen: string;
}

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

export interface MeetingCancelled {
  type: "meeting.cancelled";
}

export interface MeetingDelayed {
  type: "meeting.delayed";
  expected: string;
}

export interface MeetingEnded {
  type: "meeting.ended";
  agreed: string;
}

export interface MeetingOpened {
  type: "meeting.opened";
}

export interface MeetingSnapshot {
  id: number;
  status: string;
  type_name: string;
  starts: string;
  ends: string;
  zone: string;
  planned_channel: string;
  agreed: string;
  expected: string;
  call_attempts: number;
  me: number;
  participants: ParticipantView[];
  phone: PhoneView | null;
  client: ClientView | null;
}

export interface MeetingUnderWay {
  type: "meeting.under_way";
}

export interface MovedToPhone {
  type: "meeting.moved_to_phone";
  by: number;
  since: string;
  calls_from: string;
}

export type Nothing = Record<string, never>;

export interface ParticipantAdmitted {
  type: "participant.admitted";
  participant: number;
}

export interface ParticipantAsksCall {
  type: "participant.asks_call";
  participant: number;
  asks: boolean;
}

export interface ParticipantAway {
  type: "participant.away";
  participant: number;
  since: string;
}

export interface ParticipantDenied {
  type: "participant.denied";
  participant: number;
}

export interface ParticipantLeft {
  type: "participant.left";
  participant: number;
}

export interface ParticipantStepped {
  type: "participant.stepped";
  participant: number;
  state: string;
  step: string;
  camera: string;
  microphone: string;
  by_link_alone: boolean;
}

export interface ParticipantView {
  id: number;
  role: string;
  name: string;
  state: string;
  step: string;
  camera: string;
  microphone: string;
  waiting_since: string | null;
  asks_call: boolean;
  by_link_alone: boolean;
}

export interface ParticipantWaiting {
  type: "participant.waiting";
  participant: number;
  since: string;
  camera: string;
  microphone: string;
}

export interface PhoneReasonGiven {
  type: "meeting.phone_reason_given";
  reason: string;
}

export interface PhoneView {
  since: string;
  calls_from: string;
  reason: string;
  video_wanted: boolean;
}

export interface Refused {
  type: "refused";
  id: number | null;
  code: string;
  message: string;
}

export interface RoomSnapshot {
  seats: SeatView[];
  seat_elsewhere: boolean;
  ice_servers: IceServer[];
  relay_only: boolean;
}

export interface Say {
  participant: number;
  words: string;
  minutes_late?: number;
}

export interface SeatTaken {
  type: "seat.taken";
  participant: number;
  screen: string;
  camera: boolean;
  microphone: boolean;
}

export interface SeatView {
  participant: number;
  screen: string;
  camera: boolean;
  microphone: boolean;
}

export interface SendLink {
  channel: "email" | "sms";
}

export interface SendSignal {
  to: string;
  signal: Record<string, unknown>;
}

export interface Signalled {
  type: "signal";
  sender: string;
  signal: Record<string, unknown>;
}

export interface Step {
  step: "camera" | "sound" | "microphone" | "ready";
  camera?: "" | "on" | "off" | "blocked" | "missing" | "busy";
  microphone?: "" | "on" | "off" | "blocked" | "missing" | "busy";
  device?: string;
}

export type TakeSeat = Record<string, never>;

export interface TellCallTried {
  answered: boolean;
}

export interface TellDevices {
  camera: boolean;
  microphone: boolean;
}

export interface Told {
  type: "event";
  room: number;
  seq: number;
  at: string;
  event: Record<string, unknown> | null;
}

export interface VideoWanted {
  type: "meeting.video_wanted";
  by: number;
}

export interface Vouch {
  how: string;
}

export interface WaitingView {
  meeting: number;
  participant: number;
  name: string;
  since: string;
  camera: string;
  microphone: string;
  asks_call: boolean;
  by_link_alone: boolean;
}

export interface Welcome {
  type: "welcome";
  protocol: number;
  now: string;
  standing: string;
  rights: string[];
  rooms: Record<string, number>;
  snapshot: Record<string, unknown>;
}

export type AnyEvent =
  | DeskArrived
  | DeskAsksCall
  | DeskChanged
  | DeskGone
  | DoorAdmitted
  | DoorCallComing
  | DoorDenied
  | DoorSaid
  | DoorSeen
  | DoorStepped
  | BackOnVideo
  | CallTried
  | MeetingCancelled
  | MeetingDelayed
  | MeetingEnded
  | MovedToPhone
  | MeetingOpened
  | PhoneReasonGiven
  | MeetingUnderWay
  | VideoWanted
  | ParticipantAdmitted
  | ParticipantAsksCall
  | ParticipantAway
  | ParticipantDenied
  | ParticipantLeft
  | ParticipantStepped
  | ParticipantWaiting
  | DevicesTold
  | SeatTaken;

export interface Commands {
  "arrival.shown": AboutParticipant;
  "door.ask_call": Nothing;
  "door.step": Step;
  "meeting.admit": Admit;
  "meeting.call_tried": TellCallTried;
  "meeting.deny": AboutParticipant;
  "meeting.end": End;
  "meeting.hear_video": Nothing;
  "meeting.leave": Nothing;
  "meeting.move_to_phone": Nothing;
  "meeting.phone_reason": GivePhoneReason;
  "meeting.read_code": Nothing;
  "meeting.say": Say;
  "meeting.send_link": SendLink;
  "meeting.vouch": Vouch;
  "meeting.want_video": Nothing;
  "seat.devices": TellDevices;
  "seat.take": TakeSeat;
  "signal.send": SendSignal;
}

export type Incoming = Told | Signalled | Heartbeat | Done | Refused | Farewell | Welcome;
