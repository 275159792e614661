import { greeting, type Started } from "./greeting.ts";
import type { AnyEvent, Farewell, Incoming, Signalled, Told, Welcome } from "./protocol.gen.ts";

/** connecting → open ⇄ lost; closed: farewell, or we left. */
export type Connection = "connecting" | "open" | "lost" | "closed";

export interface Handlers {
  welcome(welcome: Welcome): void;
  event(event: AnyEvent, at: string): void;
  signal(message: Signalled): void;
  connection(state: Connection): void;
  farewell(code: string): void;
}

export type Fields = Record<string, unknown>;
export type Result = Record<string, unknown> | null;

interface Asked {
  text: string;
  type: string;
  done(result: Result): void;
  refused(error: Refusal): void;
  sent: boolean;
}

/** The server's no, with a stable code and words for the person. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const SILENCE = 12_000;
const CHECK = 1_000;
const ANSWER = 2_500;
/** Base pauses before each try, in ms; the last repeats. Half to one and a half of it is waited. */
const PAUSES = [200, 300, 500, 700, 800, 800, 800, 1500, 3000] as const;
/** Doing these twice would be on record twice: after a break they are refused, not sent again. */
const ONCE = new Set(["meeting.call_tried", "meeting.send_link", "meeting.say"]);
const QUEUE = 100;

export function pauseBefore(attempt: number, random: number): number {
  const base = PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? 3000;
  return Math.min(3000, base * (0.5 + random));
}

/** One socket a screen: it comes back by itself, asks for what it missed, and sends what waited. */
export class Socket {
  private readonly url: string;
  private readonly screen: Promise<string>;
  private readonly handlers: Handlers;
  private started: Started | null;
  private web: WebSocket | null = null;
  private numbers = new Map<number, number>();
  private asked = new Map<number, Asked>();
  private catching = new Set<number>();
  private nextId = 1;
  private attempt = 0;
  private heard = 0;
  private welcomed = false;
  private closed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  /** The connection is made while `screen` may still be on its way; `started` is one that greets by itself. */
  constructor(
    url: string,
    screen: string | Promise<string>,
    handlers: Handlers,
    started: Started | null = null,
  ) {
    this.url = url;
    this.screen = Promise.resolve(screen);
    this.handlers = handlers;
    this.started = started;
  }

  open(): void {
    this.watch ??= setInterval(() => this.checkSilence(SILENCE), CHECK);
    this.connect();
  }

  /** Leave for good. */
  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.watch);
    this.drop();
    this.handlers.connection("closed");
  }

  /** Something suggests that the network changed: try now instead of later. */
  nudge(): void {
    // The first try may come before the network has its way out: the next ones are to follow as soon as after a break.
    this.attempt = 0;
    this.check();
    if (!this.closed && this.web === null) this.connect();
  }

  /** Is the other end still there? Without an answer we reconnect. */
  check(): void {
    const room = this.numbers.keys().next().value;
    if (!this.welcomed || room === undefined) return;
    const web = this.web;
    const before = this.heard;
    this.catchUp(room);
    setTimeout(() => {
      if (this.web === web && this.heard === before) this.lost();
    }, ANSWER);
  }

  ask(type: string, fields: Fields = {}): Promise<Result> {
    if (this.closed || this.asked.size >= QUEUE) {
      return Promise.reject(new Refusal("no_connection", ""));
    }
    const id = this.nextId++;
    return new Promise((done, refused) => {
      const asked = { text: JSON.stringify({ id, type, ...fields }), type, done, refused, sent: false };
      this.asked.set(id, asked);
      if (this.welcomed) this.sendAsked(asked);
    });
  }

  private sendAsked(asked: Asked): void {
    asked.sent = true;
    this.web?.send(asked.text);
  }

  private connect(): void {
    clearTimeout(this.retry);
    this.drop();
    this.heard = Date.now();
    const { web, heard } = this.newWeb();
    this.web = web;
    const take = (text: string) => {
      if (this.web === web) this.receive(JSON.parse(text) as Incoming);
    };
    web.onmessage = ({ data }: MessageEvent<string>) => take(data);
    const closed = () => {
      if (this.web === web) this.lost();
    };
    web.onclose = closed;
    for (const text of heard) take(text);
    if (web.readyState === web.CLOSED) closed();
  }

  /** The one that was opened before this code was here; after that, our own. */
  private newWeb(): Started {
    const { started } = this;
    this.started = null;
    if (started) return started;
    const web = new WebSocket(this.url);
    web.onopen = async () => {
      const text = greeting(await this.screen);
      if (this.web === web) web.send(text);
    };
    return { web, heard: [] };
  }

  private drop(): void {
    const web = this.web;
    this.web = null;
    this.welcomed = false;
    web?.close();
  }

  private lost(): void {
    this.drop();
    this.refuseOnce();
    if (this.closed) return;
    this.handlers.connection("lost");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), pauseBefore(this.attempt++, Math.random()));
  }

  private refuseOnce(): void {
    for (const [id, asked] of this.asked) {
      if (!asked.sent || !ONCE.has(asked.type)) continue;
      this.asked.delete(id);
      asked.refused(new Refusal("no_connection", ""));
    }
  }

  private checkSilence(limit: number): void {
    if (this.web && Date.now() - this.heard > limit) this.lost();
  }

  private receive(message: Incoming): void {
    this.heard = Date.now();
    if (message.type === "welcome") this.welcome(message);
    else if (message.type === "event") this.event(message);
    else if (message.type === "heartbeat") this.heartbeat(message.rooms);
    else if (message.type === "signal") this.handlers.signal(message);
    else if (message.type === "farewell") this.farewell(message);
    else this.answer(message);
  }

  private welcome(message: Welcome): void {
    this.numbers = new Map(Object.entries(message.rooms).map(([room, seq]) => [Number(room), seq]));
    this.catching.clear();
    const fresh = !this.welcomed;
    this.welcomed = true;
    this.attempt = 0;
    if (fresh) for (const asked of this.asked.values()) this.sendAsked(asked);
    if (fresh) this.handlers.connection("open");
    this.handlers.welcome(message);
  }

  private event({ room, seq, at, event }: Told): void {
    const last = this.numbers.get(room);
    if (last === undefined || seq <= last) return;
    if (seq > last + 1) {
      this.catchUp(room);
      return;
    }
    this.numbers.set(room, seq);
    if (event) this.handlers.event(event as unknown as AnyEvent, at);
  }

  private heartbeat(rooms: Record<string, number>): void {
    for (const [room, seq] of Object.entries(rooms)) {
      const last = this.numbers.get(Number(room));
      if (last !== undefined && seq > last) this.catchUp(Number(room));
    }
  }

  private catchUp(room: number): void {
    if (this.catching.has(room) || !this.web) return;
    this.catching.add(room);
    const over = () => this.catching.delete(room);
    this.ask("live.catch_up", { room, after: this.numbers.get(room) ?? 0 }).then(over, over);
  }

  private answer(message: Extract<Incoming, { type: "done" | "refused" }>): void {
    const asked = this.asked.get(message.id ?? -1);
    if (!asked) return;
    this.asked.delete(message.id ?? -1);
    if (message.type === "done") asked.done(message.result);
    else asked.refused(new Refusal(message.code, message.message));
  }

  private farewell({ code, again }: Farewell): void {
    if (again) {
      this.lost();
      return;
    }
    this.close();
    this.handlers.farewell(code);
  }
}
