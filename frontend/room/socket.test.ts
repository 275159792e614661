import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AnyEvent } from "./protocol.gen.ts";
import { type Connection, pauseBefore, Refusal, Socket } from "./socket.ts";

/** The server's end of a socket, in the test's hand. */
class FakeWeb {
  static all: FakeWeb[] = [];
  static get last(): FakeWeb {
    const web = FakeWeb.all.at(-1);
    if (!web) throw new Error("no socket was opened");
    return web;
  }
  readonly CLOSED = 3;
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: Record<string, unknown>[] = [];
  constructor() {
    FakeWeb.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.onclose?.();
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome(seq = 4): void {
    this.onopen?.();
    this.say({
      type: "welcome",
      protocol: 1,
      now: "",
      standing: "guest",
      rights: [],
      rooms: { 9: seq },
      snapshot: {},
    });
  }
  event(seq: number): void {
    this.say({ type: "event", room: 9, seq, at: "", event: { type: "meeting.opened" } });
  }
  asked(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message.type === type);
  }
}

const events: AnyEvent[] = [];
const states: Connection[] = [];
const farewells: string[] = [];

function open(): Socket {
  const socket = new Socket("ws://here/live/seat/1", "screen-1", {
    welcome: () => undefined,
    event: (event) => events.push(event),
    signal: () => undefined,
    connection: (state) => states.push(state),
    farewell: (code) => farewells.push(code),
  });
  socket.open();
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWeb);
  FakeWeb.all = [];
  for (const list of [events, states, farewells]) list.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("numbers", () => {
  test("an event that comes twice is told once", () => {
    open();
    FakeWeb.last.welcome(4);
    FakeWeb.last.event(5);
    FakeWeb.last.event(5);
    expect(events).toHaveLength(1);
  });

  test("a gap is asked for and not told over", () => {
    open();
    FakeWeb.last.welcome(4);
    FakeWeb.last.event(7);
    expect(events).toHaveLength(0);
    expect(FakeWeb.last.asked("live.catch_up")).toEqual([
      { id: 1, type: "live.catch_up", room: 9, after: 4 },
    ]);
    for (const seq of [5, 6, 7]) FakeWeb.last.event(seq);
    expect(events).toHaveLength(3);
  });

  test("a heartbeat shows what was missed; one that shows nothing asks nothing", () => {
    open();
    FakeWeb.last.welcome(4);
    FakeWeb.last.say({ type: "heartbeat", rooms: { 9: 4 } });
    expect(FakeWeb.last.asked("live.catch_up")).toHaveLength(0);
    FakeWeb.last.say({ type: "heartbeat", rooms: { 9: 6 } });
    expect(FakeWeb.last.asked("live.catch_up")).toHaveLength(1);
  });
});

test("what is asked on being welcomed is sent once, after what waited", () => {
  const socket: Socket = new Socket("ws://here/live/seat/1", "screen-1", {
    welcome: () => void socket.ask("seat.devices"),
    event: () => undefined,
    signal: () => undefined,
    connection: () => undefined,
    farewell: () => undefined,
  });
  socket.open();
  void socket.ask("door.step");
  FakeWeb.last.welcome();
  expect(FakeWeb.last.sent.map(({ type }) => type)).toEqual(["door.step", "seat.devices"]);
});

describe("a socket that was opened before the app was here", () => {
  function adopt(web: FakeWeb, heard: string[]): Socket {
    const handlers = {
      welcome: () => undefined,
      event: (event: AnyEvent) => events.push(event),
      signal: () => undefined,
      connection: (state: Connection) => states.push(state),
      farewell: (code: string) => farewells.push(code),
    };
    const started = { web: web as unknown as WebSocket, heard };
    const socket = new Socket("ws://here/live/seat/1", "screen-1", handlers, started);
    socket.open();
    return socket;
  }
  const WELCOME = { type: "welcome", standing: "guest", rights: [], rooms: { 9: 4 }, snapshot: {} };

  test("is taken over with what it has heard", () => {
    const web = new FakeWeb();
    const event = { type: "event", room: 9, seq: 5, at: "", event: { type: "meeting.opened" } };
    adopt(
      web,
      [WELCOME, event].map((message) => JSON.stringify(message)),
    );
    expect(FakeWeb.all).toEqual([web]);
    expect(states).toEqual(["open"]);
    web.event(6);
    expect(events).toHaveLength(2);
  });

  test("is opened anew when it has closed, and only then", () => {
    const web = new FakeWeb();
    web.readyState = web.CLOSED;
    adopt(web, []);
    expect(states).toEqual(["lost"]);
    vi.advanceTimersByTime(400);
    expect(FakeWeb.all).toHaveLength(2);
    FakeWeb.last.welcome();
    expect(states.at(-1)).toBe("open");
  });
});

describe("breaks", () => {
  test("what was asked before a break is sent again after it, with the same id", async () => {
    const socket = open();
    FakeWeb.last.welcome();
    const asked = socket.ask("meeting.leave");
    FakeWeb.last.close();
    vi.advanceTimersByTime(400);
    FakeWeb.last.welcome();
    expect(FakeWeb.last.asked("meeting.leave")).toEqual([{ id: 1, type: "meeting.leave" }]);
    FakeWeb.last.say({ type: "done", id: 1, result: null });
    await expect(asked).resolves.toBeNull();
  });

  test("what would be on record twice is refused instead", async () => {
    const socket = open();
    FakeWeb.last.welcome();
    const tried = expect(socket.ask("meeting.call_tried", { answered: true })).rejects.toThrow(Refusal);
    FakeWeb.last.close();
    vi.advanceTimersByTime(400);
    FakeWeb.last.welcome();
    expect(FakeWeb.last.asked("meeting.call_tried")).toHaveLength(0);
    await tried;
  });

  test("twelve seconds of silence are a break; a heartbeat ends the silence", () => {
    open();
    FakeWeb.last.welcome();
    vi.advanceTimersByTime(11_000);
    FakeWeb.last.say({ type: "heartbeat", rooms: { 9: 4 } });
    vi.advanceTimersByTime(11_000);
    expect(states.at(-1)).toBe("open");
    vi.advanceTimersByTime(2_000);
    expect(states.at(-1)).toBe("lost");
  });

  test("a check without an answer is a break", () => {
    const socket = open();
    FakeWeb.last.welcome();
    vi.advanceTimersByTime(10);
    socket.check();
    vi.advanceTimersByTime(3_000);
    expect(states.at(-1)).toBe("lost");
  });

  test("a service that restarts within three seconds is found within four", () => {
    const tries = Array.from({ length: 9 }, (_, attempt) => pauseBefore(attempt, 0.999));
    const times = tries.map((_, last) => tries.slice(0, last + 1).reduce((sum, pause) => sum + pause, 0));
    const found = times.find((time) => time >= 2_700) ?? Number.POSITIVE_INFINITY;
    expect(found).toBeLessThanOrEqual(4_000);
    expect(Math.max(...Array.from({ length: 30 }, (_, attempt) => pauseBefore(attempt, 1)))).toBe(3_000);
  });

  test("a network that is there again is tried often at first, also where the first try comes too early", () => {
    const socket = open();
    FakeWeb.last.welcome();
    for (let attempt = 0; attempt < 10; attempt++) {
      FakeWeb.last.close();
      vi.advanceTimersByTime(3_000);
    }
    FakeWeb.last.close();
    socket.nudge();
    const tries = FakeWeb.all.length;
    FakeWeb.last.close();
    vi.advanceTimersByTime(300);
    expect(FakeWeb.all).toHaveLength(tries + 1);
  });

  test("a farewell for good is not answered by coming back; one that invites is", () => {
    open();
    FakeWeb.last.welcome();
    FakeWeb.last.say({ type: "farewell", code: "restarting", again: true });
    vi.advanceTimersByTime(400);
    expect(FakeWeb.all).toHaveLength(2);
    FakeWeb.last.welcome();
    FakeWeb.last.say({ type: "farewell", code: "not_here", again: false });
    vi.advanceTimersByTime(60_000);
    expect(FakeWeb.all).toHaveLength(2);
    expect(farewells).toEqual(["not_here"]);
  });
});

test("a refusal carries its code and its words", async () => {
  const socket = open();
  FakeWeb.last.welcome();
  const asked = socket.ask("meeting.end", { agreed: "" });
  FakeWeb.last.say({ type: "refused", id: 1, code: "not_here", message: "Lataa sivu uudelleen." });
  await expect(asked).rejects.toMatchObject({ code: "not_here", message: "Lataa sivu uudelleen." });
});
