/*
 * The call as this browser lives it.
 *
 *   idle ──meet/await/joined──► connecting ──connected──► live ⇄ repairing
 *     ▲                              │                      │
 *     └──────────── left, elsewhere ─┴──────────────────────┤
 *   by_phone ◄───────────────── phone ──────────────────────┤
 *      └─meet/await/joined (back to video)─► connecting     └─end─► ended
 *
 * What is not in the table changes nothing. Effects are values; the session carries them out.
 */

export type Phase = "idle" | "connecting" | "live" | "repairing" | "by_phone" | "ended";

export interface Call {
  readonly phase: Phase;
  /** Repairs tried since the connection was last whole. */
  readonly tries: number;
}

export type Happening =
  /** The other sits here and we are the newcomer: we offer. */
  | "meet"
  /** The other is the newcomer and offers. */
  | "await"
  /** Let in; the offer made ready beforehand must arrive any moment. */
  | "admitted"
  /** Their offer came, and was answered. */
  | "joined"
  | "connected"
  /** Nothing comes in any more. */
  | "silent"
  | "failed"
  /** Their socket or ours is back. */
  | "returned"
  | "retry"
  /** Their socket has gone; the media may go on. */
  | "away"
  | "left"
  /** This seat went on at another tab. */
  | "elsewhere"
  | "phone"
  | "end";

export type Effect =
  | { readonly name: "offer" | "restart" | "resend" | "check" | "close" | "prepare" | "open" | "release" }
  | { readonly name: "retry"; readonly after: number };

export type Step = readonly [Call, ...Effect[]];
type Row = Partial<Record<Happening, (call: Call) => Step>>;

export const START: Call = { phase: "idle", tries: 0 };

/** Milliseconds until we take matters into our own hands. */
const ANSWERS_IN = 4000;
const OFFERS_IN = 3000;
const OFFER_FOLLOWS = 1500;
const REPAIR_EVERY = 2000;
const RESTARTS = 3;

const offer: Effect = { name: "offer" };
const restart: Effect = { name: "restart" };
const check: Effect = { name: "check" };
const close: Effect = { name: "close" };
const retry = (after: number): Effect => ({ name: "retry", after });
const to = (phase: Phase, tries = 0): Call => ({ phase, tries });

const offering = (tries = 0): Step => [to("connecting", tries), offer, retry(ANSWERS_IN)];
const idle = (): Step => [to("idle"), close, { name: "prepare" }];
const stopped = (phase: Phase): Step => [to(phase), close, { name: "release" }];

const ANYWHERE: Row = {
  meet: () => offering(),
  await: () => [to("connecting"), retry(OFFERS_IN)],
  admitted: () => [to("connecting"), retry(OFFER_FOLLOWS)],
  joined: () => [to("connecting"), retry(ANSWERS_IN)],
  left: idle,
  elsewhere: () => stopped("idle"),
  phone: () => stopped("by_phone"),
  end: () => stopped("ended"),
};

function repair(call: Call): Step {
  const next = to("repairing", call.tries + 1);
  if (call.tries < RESTARTS) return [next, check, restart, retry(REPAIR_EVERY)];
  return [next, check, offer, retry(ANSWERS_IN)];
}

const TABLE: Record<Phase, Row> = {
  idle: { ...ANYWHERE, left: () => [START] },
  connecting: {
    ...ANYWHERE,
    connected: () => [to("live")],
    failed: (call) => offering(call.tries + 1),
    retry: (call) => offering(call.tries + 1),
    returned: (call) => [call, { name: "resend" }, retry(ANSWERS_IN)],
    away: idle,
  },
  live: {
    ...ANYWHERE,
    silent: () => repair(to("live")),
    failed: () => [to("repairing", RESTARTS), offer, retry(ANSWERS_IN)],
  },
  repairing: {
    ...ANYWHERE,
    joined: (call) => [call, retry(ANSWERS_IN)],
    connected: () => [to("live")],
    retry: repair,
    failed: (call) => [to("repairing", call.tries + 1), offer, retry(ANSWERS_IN)],
    returned: () => repair(to("repairing")),
    away: (call) => [call],
  },
  by_phone: {
    meet: () => [to("connecting"), { name: "open" }, offer, retry(ANSWERS_IN)],
    await: () => [to("connecting"), { name: "open" }, retry(OFFERS_IN)],
    joined: () => [to("connecting"), { name: "open" }, retry(ANSWERS_IN)],
    elsewhere: () => stopped("idle"),
    end: () => stopped("ended"),
  },
  ended: {},
};

/** The call after `happening`, and what is to be done. Null: it means nothing now. */
export function next(call: Call, happening: Happening): Step | null {
  return TABLE[call.phase][happening]?.(call) ?? null;
}
