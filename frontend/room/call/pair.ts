import { effect, type Signal, signal } from "@preact/signals";
import type { App } from "../app.ts";
import type { SeatView } from "../protocol.gen.ts";
import { seatOf } from "../state.ts";
import { type Call, type Effect, type Happening, next, type Phase, START } from "./machine.ts";
import { Engine, type Signal as Message } from "./peer.ts";
import { begun, FRESH, grewJustNow, isSilent, look, readingOf, type Watch } from "./quality.ts";

/** Good looks in a row, after which our picture is worth more bits. */
const SHARPEN_AFTER = 8;
const MEDIA = new Set<Phase>(["connecting", "live", "repairing"]);

export interface PairHandlers {
  send(to: string, message: Message): void;
  /** The call was stopped here: by phone, elsewhere, over. */
  release(): void;
  /** This participant has written. */
  text(participant: number, data: unknown): void;
}

/** The connection with one other person. Who offers is settled beforehand: offers that cross cost time. */
export class Pair {
  /** Whose seat; 0 while it is not known: an offer made ready, or one that came to the door. */
  participant = 0;
  readonly call: Signal<Call> = signal(START);
  readonly remote: Signal<MediaStream | null> = signal(null);
  readonly screen: Signal<MediaStream | null> = signal(null);
  readonly watch: Signal<Watch> = signal(FRESH);
  readonly engine: Engine;
  private readonly app: App;
  private readonly handlers: PairHandlers;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly forget: () => void;

  constructor(app: App, handlers: PairHandlers, offers: boolean) {
    this.app = app;
    this.handlers = handlers;
    this.engine = new Engine(!offers, {
      send: (to, message) => handlers.send(to, message),
      remote: (stream, screen) => {
        this.remote.value = stream;
        this.screen.value = screen;
      },
      joined: () => this.happened("joined"),
      connected: () => {
        this.watch.value = begun(this.watch.peek(), Date.now());
        this.happened("connected");
      },
      failed: () => this.happened("failed"),
      gone: () => this.happened("left"),
      text: (data) => handlers.text(this.participant, data),
    });
    this.forget = this.followDevices();
  }

  get offers(): boolean {
    return !this.engine.polite;
  }

  get seat(): SeatView | undefined {
    return this.participant ? seatOf(this.app.state.peek().snapshot, this.participant) : undefined;
  }

  get phase(): Phase {
    return this.call.peek().phase;
  }

  /** On a fresh welcome: is what we have still what it says? */
  sync(): void {
    const seat = this.seat;
    if (!seat) this.nobodyHere();
    else if (seat.screen === this.engine.to && this.phase !== "idle") this.happened("returned");
    else this.happened(this.offers ? "meet" : "admitted");
  }

  private nobodyHere(): void {
    this.happened("away");
    if (this.phase === "idle") this.engine.prepare();
  }

  /** They sat down. */
  seated(screen: string): void {
    if (this.phase === "connecting" && this.engine.to === "") this.engine.to = screen;
    else if (screen === this.engine.to && this.phase !== "idle") this.happened("returned");
    else if (this.phase !== "by_phone") this.happened(this.offers ? "meet" : "await");
  }

  /** We sat down, here. */
  weSat(): void {
    if (this.phase === "idle" && this.seat) this.happened(this.offers ? "meet" : "admitted");
  }

  backToVideo(): void {
    this.happened(this.offers ? "meet" : "await");
  }

  happened(happening: Happening): void {
    const step = next(this.call.peek(), happening);
    if (!step) return;
    const [call, ...effects] = step;
    this.call.value = call;
    clearTimeout(this.retry);
    for (const one of effects) this.carryOut(one);
  }

  /** Nothing more will come of it. */
  drop(): void {
    clearTimeout(this.retry);
    this.forget();
    this.hungUp();
    this.engine.cool();
    this.call.value = START;
  }

  private carryOut(one: Effect): void {
    if (one.name === "retry") this.retry = setTimeout(() => this.happened("retry"), one.after);
    else this.effects[one.name]();
  }

  private readonly effects: Record<Exclude<Effect["name"], "retry">, () => void> = {
    offer: () => this.seat && this.engine.offer(this.seat.screen),
    restart: () => this.engine.restart(),
    resend: () => this.engine.resend(),
    check: () => this.app.checkSocket(),
    close: () => this.hungUp(),
    prepare: () => this.engine.prepare(),
    open: () => void this.app.openDevices(),
    release: () => {
      this.engine.cool();
      this.handlers.release();
    },
  };

  private hungUp(): void {
    this.engine.close();
    this.remote.value = null;
    this.screen.value = null;
    this.watch.value = FRESH;
  }

  private followDevices(): () => void {
    const { camera, microphone } = this.app.devices;
    const stops = [
      effect(() => this.engine.setTrack("camera", camera.sent.value)),
      effect(() => this.engine.setTrack("microphone", microphone.track.value)),
      effect(() => this.engine.setTrack("screen", this.app.shown.value)),
      effect(() => this.engine.showPicture(this.watch.value.pausedUntil === 0)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  async lookAtMedia(): Promise<void> {
    if (!MEDIA.has(this.phase)) return;
    const report = await this.engine.stats();
    const watch = look(this.watch.peek(), readingOf(report, Date.now()));
    this.watch.value = watch;
    if (this.phase === "live" && watch.run <= -SHARPEN_AFTER) this.app.devices.camera.sharpen();
    const speaking = this.seat?.camera || this.seat?.microphone;
    if (this.engine.connected && grewJustNow(watch)) this.happened("connected");
    else if (speaking && isSilent(watch)) this.happened("silent");
  }
}
