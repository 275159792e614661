// Written by `python -m lasna.config.room_types`. Do not edit.

export const PROTOCOL = 1;

export interface AboutLeg {
  number: number;
}

export interface AboutParticipant {
  participant: number;
}

export interface AboutPerson {
  person: number;
}

export interface AboutSomebody {
  participant?: number | null;
}

export interface AddPartner {
  role: "interpreter" | "captioner" | "doctor" | "provider" | "relative" | "support";
  name: string;
  email?: string;
  phone?: string;
  language?: "fi" | "sv" | "en";
  send_by?: "" | "email" | "sms";
  by_phone?: boolean;
}

export interface Admit {
  participant: number;
  offer?: Record<string, unknown> | null;
}

export interface AnswerConsent {
  participant: number;
  yes: boolean;
}

export interface AnswerGathering {
  number: number;
  turn: number;
  sdp: string;
}

export interface AskHelp {
  what: "hear" | "heard" | "camera" | "other";
  device?: string;
  network?: string;
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

export interface ConsentAnswered {
  type: "consent.answered";
  participant: number;
  consent: string;
}

export interface ConsentAsked {
  type: "consent.asked";
  participant: number;
  role: string;
  name: string;
}

export interface ConsentView {
  participant: number;
  role: string;
  name: string;
  consent: string;
}

export interface DeskAnswered {
  type: "desk.answered";
  participant: number;
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

export interface DeskHelpAsked {
  type: "desk.help_asked";
  asking: HelpView;
}

export interface DeskHelpSettled {
  type: "desk.help_settled";
  request: number;
}

export interface DeskKnockSettled {
  type: "desk.knock_settled";
  knock: number;
}

export interface DeskKnocked {
  type: "desk.knocked";
  knock: number;
  name: string;
  way: string;
  since: string;
}

export interface DeskSnapshot {
  waiting: WaitingView[];
}

export interface DeskUnanswered {
  type: "desk.unanswered";
  meeting: number;
  participant: number;
  name: string;
  since: string;
  adviser: string;
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

export interface DoorAhead {
  type: "door.ahead";
  ahead: number;
}

export interface DoorBeside {
  type: "door.beside";
  names: string[];
  with_client: boolean;
}

export interface DoorCallComing {
  type: "door.call_coming";
  calls_from: string;
}

export interface DoorDeclined {
  type: "door.declined";
  declined: boolean;
}

export interface DoorDenied {
  type: "door.denied";
}

export interface DoorHeld {
  type: "door.held";
}

export interface DoorLocked {
  type: "door.locked";
  locked: boolean;
}

export interface DoorMuteAsked {
  type: "door.mute_asked";
}

export interface DoorRemoved {
  type: "door.removed";
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
  ahead: number;
  calls_from: string;
  over: "" | "ended" | "cancelled";
  agreed: string;
  declined: boolean;
  locked: boolean;
  beside: string[];
  with_client: boolean;
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

export interface FindColleague {
  text: string;
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

export interface HelpDeskSnapshot {
  asking: HelpView[];
}

export interface HelpSnapshot {
  offered: boolean;
  words: string;
}

export interface HelpTold {
  type: "help.told";
  words: string;
}

export interface HelpView {
  request: number;
  name: string;
  what: string;
  since: string;
}

export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

export interface JoinGathering {
  number: number;
  sdp: string;
}

export interface KeepLeg {
  number: number;
  has: string[];
}

export interface KnockView {
  knock: number;
  name: string;
  way: string;
  since: string;
}

export interface KnocksSnapshot {
  knocks: KnockView[];
}

export interface LinkShared {
  type: "links.shared";
  shared: LinkView;
}

export interface LinkView {
  link: number;
  by: number;
  name: string;
  address: string;
  host: string;
  plain: string;
  at: string;
}

export interface LinksSnapshot {
  links: LinkView[];
}

export interface Lock {
  locked: boolean;
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

export interface MeetingHandedOver {
  type: "meeting.handed_over";
  former: number;
  participant: number;
  name: string;
}

export interface MeetingLocked {
  type: "meeting.locked";
  locked: boolean;
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
  locked: boolean;
  consents: ConsentView[];
  rules: RuleView[];
  group: boolean;
}

export interface MeetingUnderWay {
  type: "meeting.under_way";
}

export interface MoveSound {
  here: boolean;
}

export interface MovedToPhone {
  type: "meeting.moved_to_phone";
  by: number;
  since: string;
  calls_from: string;
}

export type Nothing = Record<string, never>;

export interface ParticipantAdded {
  type: "participant.added";
  participant: number;
  role: string;
  name: string;
  by_phone: boolean;
  link_by: string[];
}

export interface ParticipantAdmitted {
  type: "participant.admitted";
  participant: number;
  role: string;
  name: string;
  by_phone: boolean;
  beside: string[];
  hosted_by: number | null;
  companion_of: number | null;
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

export interface ParticipantBeside {
  type: "participant.beside";
  participant: number;
  names: string[];
}

export interface ParticipantDenied {
  type: "participant.denied";
  participant: number;
}

export interface ParticipantHeld {
  type: "participant.held";
  participant: number;
}

export interface ParticipantLeft {
  type: "participant.left";
  participant: number;
}

export interface ParticipantRemoved {
  type: "participant.removed";
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
  beside: string[];
  with_client: boolean;
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
  by_phone: boolean;
  beside: string[];
  hosted_by: number | null;
  with_client: boolean;
  companion_of: number | null;
  has_sound: boolean;
  link_by: string[];
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

export interface PictureSize {
  participant: number;
  size: number;
}

export interface Refused {
  type: "refused";
  id: number | null;
  code: string;
  message: string;
}

export interface RoomGathered {
  type: "room.gathered";
}

export interface RoomParted {
  type: "room.parted";
}

export interface RoomSnapshot {
  seats: SeatView[];
  seat_elsewhere: boolean;
  ice_servers: IceServer[];
  relay_only: boolean;
  gathered: boolean;
}

export interface RuleView {
  name: string;
  value: string;
  by: string;
}

export interface RulesChanged {
  type: "meeting.rules_changed";
  rules: RuleView[];
}

export interface Say {
  participant: number;
  words: string;
  minutes_late?: number;
}

export interface ScreenShared {
  type: "seat.screen_shared";
  participant: number;
  sharing: "" | "on" | "paused";
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
  sharing: "" | "on" | "paused";
}

export interface SendLink {
  participant?: number | null;
  channel: "email" | "sms";
}

export interface SendSignal {
  to: string;
  signal: Record<string, unknown>;
}

export interface ShareLink {
  address: string;
}

export interface ShareScreen {
  sharing: "" | "on" | "paused";
}

export interface Signalled {
  type: "signal";
  sender: string;
  signal: Record<string, unknown>;
}

export interface SoundMoved {
  type: "companion.sound_moved";
  participant: number;
  here: boolean;
}

export interface Step {
  step: "camera" | "sound" | "microphone" | "ready";
  camera?: "" | "on" | "off" | "blocked" | "missing" | "busy";
  microphone?: "" | "on" | "off" | "blocked" | "missing" | "busy";
  device?: string;
}

export type TakeSeat = Record<string, never>;

export interface TellBeside {
  names: string[];
  with_client?: boolean | null;
}

export interface TellCallTried {
  answered: boolean;
}

export interface TellConsent {
  participant: number;
  how: string;
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
  participant?: number | null;
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
  adviser: string;
}

export interface WantPictures {
  number: number;
  sizes: PictureSize[];
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
  | SoundMoved
  | ConsentAnswered
  | ConsentAsked
  | DeskAnswered
  | DeskArrived
  | DeskAsksCall
  | DeskChanged
  | DeskGone
  | DeskHelpAsked
  | DeskHelpSettled
  | DeskKnockSettled
  | DeskKnocked
  | DeskUnanswered
  | DoorAdmitted
  | DoorAhead
  | DoorBeside
  | DoorCallComing
  | DoorDeclined
  | DoorDenied
  | DoorHeld
  | DoorLocked
  | DoorMuteAsked
  | DoorRemoved
  | DoorSaid
  | DoorSeen
  | DoorStepped
  | HelpTold
  | LinkShared
  | BackOnVideo
  | CallTried
  | MeetingCancelled
  | MeetingDelayed
  | MeetingEnded
  | MeetingHandedOver
  | MeetingLocked
  | MovedToPhone
  | MeetingOpened
  | PhoneReasonGiven
  | RulesChanged
  | MeetingUnderWay
  | VideoWanted
  | ParticipantAdded
  | ParticipantAdmitted
  | ParticipantAsksCall
  | ParticipantAway
  | ParticipantBeside
  | ParticipantDenied
  | ParticipantHeld
  | ParticipantLeft
  | ParticipantRemoved
  | ParticipantStepped
  | ParticipantWaiting
  | RoomGathered
  | RoomParted
  | DevicesTold
  | ScreenShared
  | SeatTaken;

export interface Commands {
  "arrival.shown": AboutParticipant;
  "colleague.add": AboutPerson;
  "colleague.find": FindColleague;
  "companion.end": AboutParticipant;
  "companion.invite": Nothing;
  "consent.answer": AnswerConsent;
  "consent.tell": TellConsent;
  "door.ask_call": Nothing;
  "door.step": Step;
  "help.ask": AskHelp;
  "help.works": Nothing;
  "hosting.begin": AboutParticipant;
  "hosting.end": Nothing;
  "hosting.refuse": AboutParticipant;
  "leg.answer": AnswerGathering;
  "leg.end": AboutLeg;
  "leg.join": JoinGathering;
  "leg.keep": KeepLeg;
  "leg.want": WantPictures;
  "link.share": ShareLink;
  "meeting.admit": Admit;
  "meeting.ask_mute": AboutParticipant;
  "meeting.call_tried": TellCallTried;
  "meeting.connect_by_phone": AboutParticipant;
  "meeting.deny": AboutParticipant;
  "meeting.end": End;
  "meeting.hand_over": AboutPerson;
  "meeting.hear_video": Nothing;
  "meeting.hold": AboutParticipant;
  "meeting.leave": Nothing;
  "meeting.lock": Lock;
  "meeting.move_to_phone": Nothing;
  "meeting.phone_reason": GivePhoneReason;
  "meeting.read_code": AboutSomebody;
  "meeting.remove": AboutParticipant;
  "meeting.say": Say;
  "meeting.send_link": SendLink;
  "meeting.vouch": Vouch;
  "meeting.want_video": Nothing;
  "participant.beside": TellBeside;
  "partner.add": AddPartner;
  "seat.devices": TellDevices;
  "seat.share": ShareScreen;
  "seat.sound": MoveSound;
  "seat.take": TakeSeat;
  "signal.send": SendSignal;
}

export type Incoming = Told | Signalled | Heartbeat | Done | Refused | Farewell | Welcome;
