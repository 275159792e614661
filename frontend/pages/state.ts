import type {
  AnyEvent,
  DeskSnapshot,
  HelpDeskSnapshot,
  HelpView,
  KnockView,
  WaitingView,
} from "../room/protocol.gen.ts";

/** Somebody who wants the adviser: waiting at the door (`since`), asking for a call (`asks`), or both. */
export interface Caller {
  meeting: number;
  participant: number;
  name: string;
  /** ISO time; empty: at the door, not yet waiting. */
  since: string;
  camera: string;
  microphone: string;
  /** Came in without a code: to be looked at twice. */
  by_link_alone: boolean;
  asks: "" | "asked" | "no_code";
  /** Whose meeting it is, when a colleague's, who does not answer; else empty. */
  adviser: string;
}

export type Desk = readonly Caller[];

function callerOf(view: WaitingView): Caller {
  const { asks_call, ...rest } = view;
  return { ...rest, asks: asks_call ? "asked" : "" };
}

export function deskOf(snapshot: DeskSnapshot): Desk {
  return snapshot.waiting.map(callerOf);
}

/** The desk after `event`. An event seen twice changes nothing. */
export function reduceDesk(desk: Desk, event: AnyEvent): Desk {
  switch (event.type) {
    case "desk.arrived": {
      const { type: _, ...arrived } = event;
      return put(desk, { ...arrived, asks: of(desk, event.participant)?.asks ?? "", adviser: "" });
    }
    case "desk.unanswered": {
      const { type: _, ...waiting } = event;
      return put(desk, { ...UNKNOWN, ...waiting });
    }
    case "desk.asks_call": {
      const { meeting, participant, name } = event;
      const before = of(desk, participant) ?? { ...UNKNOWN, meeting, participant, name, since: "" };
      return put(desk, { ...before, asks: event.why === "no_code" ? "no_code" : "asked" });
    }
    case "desk.gone":
      return of(desk, event.participant) ? desk.filter((one) => one.participant !== event.participant) : desk;
    case "desk.answered":
      return withoutColleagues(desk, event.participant);
    default:
      return desk;
  }
}

/** A colleague's matter no more. Taken over by oneself, it is one's own, and stays. */
function withoutColleagues(desk: Desk, participant: number): Desk {
  const settled = (one: Caller) => one.participant === participant && one.adviser !== "";
  return desk.some(settled) ? desk.filter((one) => !settled(one)) : desk;
}

const UNKNOWN = { camera: "", microphone: "", by_link_alone: false, asks: "", adviser: "" } as const;

function of(desk: Desk, participant: number): Caller | undefined {
  return desk.find((one) => one.participant === participant);
}

/** In the order of coming; who is there already keeps their place. */
function put(desk: Desk, caller: Caller): Desk {
  if (!of(desk, caller.participant)) return [...desk, caller];
  return desk.map((one) => (one.participant === caller.participant ? caller : one));
}

/** Who asks for help with the technology, for those who help. */
export type Asking = readonly HelpView[];

export function askingOf(snapshot: HelpDeskSnapshot): Asking {
  return snapshot.asking;
}

/** Who asks after `event`. Asked anew, somebody keeps their place. An event seen twice changes nothing. */
export function reduceAsking(asking: Asking, event: AnyEvent): Asking {
  const without = (request: number) => asking.filter((one) => one.request !== request);
  switch (event.type) {
    case "desk.help_asked": {
      const known = asking.some(({ request }) => request === event.asking.request);
      const anew = (one: HelpView) => (one.request === event.asking.request ? event.asking : one);
      return known ? asking.map(anew) : [...asking, event.asking];
    }
    case "desk.help_settled":
      return asking.some(({ request }) => request === event.request) ? without(event.request) : asking;
    default:
      return asking;
  }
}

/** Clients with a quick question whose answer is waited for. */
export type Knocks = readonly KnockView[];

/** Who knocks after `event`. An event seen twice changes nothing. */
export function reduceKnocks(knocks: Knocks, event: AnyEvent): Knocks {
  switch (event.type) {
    case "desk.knocked": {
      const { type: _, ...view } = event;
      return knocks.some(({ knock }) => knock === view.knock) ? knocks : [...knocks, view];
    }
    case "desk.knock_settled":
      return knocks.some(({ knock }) => knock === event.knock)
        ? knocks.filter(({ knock }) => knock !== event.knock)
        : knocks;
    default:
      return knocks;
  }
}

/** Those who wait for oneself, not told yet that they are seen. */
export function unseen(desk: Desk, told: ReadonlySet<number>): number[] {
  const own = desk.filter((one) => one.since && !one.adviser);
  return own.filter((one) => !told.has(one.participant)).map((one) => one.participant);
}

/** "(2) Aino Virtanen odottaa – Tänään": seen in a tab far behind. */
export function titleWith(desk: readonly Pick<Caller, "name">[], plain: string, waits: string): string {
  const first = desk[0];
  if (!first) return plain;
  return `(${desk.length}) ${waits.replace("{name}", first.name)} – ${plain}`;
}
