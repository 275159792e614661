import type {
  AnyEvent,
  DeskSnapshot,
  HelpDeskSnapshot,
  HelpView,
  KnocksSnapshot,
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

/** All who are waited with at once, each list in the order of coming. */
export interface Desk {
  callers: readonly Caller[];
  /** Who asks for help with the technology, for those who help. */
  asking: readonly HelpView[];
  /** Clients with a quick question whose answer is waited for. */
  knocks: readonly KnockView[];
}

export const EMPTY: Desk = { callers: [], asking: [], knocks: [] };

/** Each part is there for those whom it concerns. */
export interface DeskParts {
  desk?: DeskSnapshot;
  help?: HelpDeskSnapshot;
  knocks?: KnocksSnapshot;
}

export function deskOf({ desk, help, knocks }: DeskParts): Desk {
  return {
    callers: desk?.waiting.map(callerOf) ?? [],
    asking: help?.asking ?? [],
    knocks: knocks?.knocks ?? [],
  };
}

function callerOf(view: WaitingView): Caller {
  const { asks_call, ...rest } = view;
  return { ...rest, asks: asks_call ? "asked" : "" };
}

/** The desk after `event`. An event seen twice changes nothing. */
export function reduceDesk(desk: Desk, event: AnyEvent): Desk {
  switch (event.type) {
    case "desk.arrived": {
      const { type: _, ...arrived } = event;
      return putCaller(desk, { ...arrived, asks: of(desk, event.participant)?.asks ?? "", adviser: "" });
    }
    case "desk.unanswered": {
      const { type: _, ...waiting } = event;
      return putCaller(desk, { ...UNKNOWN, ...waiting });
    }
    case "desk.asks_call": {
      const { meeting, participant, name, why } = event;
      const before = of(desk, participant) ?? { ...UNKNOWN, meeting, participant, name, since: "" };
      return putCaller(desk, { ...before, asks: why === "no_code" ? "no_code" : "asked" });
    }
    case "desk.gone":
      return changed(desk, {
        callers: without(desk.callers, (one) => one.participant === event.participant),
      });
    case "desk.answered":
      return changed(desk, { callers: withoutColleagues(desk.callers, event.participant) });
    case "desk.help_asked":
      return changed(desk, { asking: put(desk.asking, event.asking, "request") });
    case "desk.help_settled":
      return changed(desk, { asking: without(desk.asking, (one) => one.request === event.request) });
    case "desk.knocked": {
      const { type: _, ...knock } = event;
      // Known already, its buttons stay: a press in this moment would go nowhere.
      return desk.knocks.some((one) => one.knock === event.knock)
        ? desk
        : { ...desk, knocks: [...desk.knocks, knock] };
    }
    case "desk.knock_settled":
      return changed(desk, { knocks: without(desk.knocks, (one) => one.knock === event.knock) });
    default:
      return desk;
  }
}

const UNKNOWN = { camera: "", microphone: "", by_link_alone: false, asks: "", adviser: "" } as const;

function of(desk: Desk, participant: number): Caller | undefined {
  return desk.callers.find((one) => one.participant === participant);
}

function putCaller(desk: Desk, caller: Caller): Desk {
  return changed(desk, { callers: put(desk.callers, caller, "participant") });
}

/** The very same desk where no list is another. */
function changed(desk: Desk, change: Partial<Desk>): Desk {
  const lists = Object.keys(change) as (keyof Desk)[];
  return lists.every((list) => change[list] === desk[list]) ? desk : { ...desk, ...change };
}

/** Who is there already keeps their place. */
function put<One>(list: readonly One[], one: One, id: keyof One): readonly One[] {
  const same = (other: One) => other[id] === one[id];
  return list.some(same) ? list.map((other) => (same(other) ? one : other)) : [...list, one];
}

function without<One>(list: readonly One[], goes: (one: One) => boolean): readonly One[] {
  return list.some(goes) ? list.filter((one) => !goes(one)) : list;
}

/** A colleague's matter no more. Taken over by oneself, it is one's own, and stays. */
function withoutColleagues(callers: readonly Caller[], participant: number): readonly Caller[] {
  return without(callers, (one) => one.participant === participant && one.adviser !== "");
}

/** By name, for the title. */
export function everybody(desk: Desk): readonly { name: string }[] {
  return [...desk.callers, ...desk.asking, ...desk.knocks];
}

/** A whole office does not ring for one who waits for somebody else: their colleagues see it. */
export function rings(desk: Desk): boolean {
  return everybody({ ...desk, callers: desk.callers.filter((one) => !one.adviser) }).length > 0;
}

/** Those who wait for oneself, not told yet that they are seen. */
export function unseen(desk: Desk, told: ReadonlySet<number>): number[] {
  const own = desk.callers.filter((one) => one.since && !one.adviser);
  return own.filter((one) => !told.has(one.participant)).map((one) => one.participant);
}

/** "(2) Aino Virtanen odottaa – Tänään": seen in a tab far behind. */
export function titleWith(desk: Desk, plain: string, waits: string): string {
  const all = everybody(desk);
  const first = all[0];
  if (!first) return plain;
  return `(${all.length}) ${waits.replace("{name}", first.name)} – ${plain}`;
}
