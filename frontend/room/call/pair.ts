import { effect, type Signal, signal } from "@preact/signals";
import type { App } from "../app.ts";
import type { SeatView } from "../protocol.gen.ts";
import { seatOf } from "../state.ts";
import type { Carried } from "./leg.ts";
import { Lifeline } from "./lifeline.ts";
import { type Call, type Happening, type Phase, START } from "./machine.ts";
import { Engine, type Signal as Message } from "./peer.ts";
import { begun, FRESH, grewJustNow, isSilent, look, type Reading, readingOf, type Watch } from "./quality.ts";
import { AT_FIRST } from "./sending.ts";

/** Milliseconds for which our connection goes on beside the media server: the other may still need it. */
const LINGERS = 3000;
const LIVE: Call = { phase: "live", tries: 0 };
const EXPECTED: Call = { phase: "connecting", tries: 0 };
const STOPS = new Set<Happening>(["elsewhere", "phone", "end"]);
/** How our picture grows. Not needed before there is a connection: loaded then. */
type Growth = typeof import("./picture.ts");
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
  readonly call: Signal<Call>;
  readonly remote: Signal<MediaStream | null> = signal(null);
  readonly screen: Signal<MediaStream | null> = signal(null);
  readonly watch: Signal<Watch> = signal(FRESH);
  readonly engine: Engine;
  /** The network has no room for their picture now. */
  readonly held: Signal<boolean> = signal(false);
  /** How they come through the media server; null: by a connection of our own. */
  carried: Carried | null = null;
  private readonly app: App;
  private readonly handlers: PairHandlers;
  /** Our connection's streams, while those of the media server are still shown. */
  private pending: [MediaStream, MediaStream] | null = null;
  private bridged = false;
  /** Until it is there, our picture stays small. */
  private readonly growth: Signal<Growth | null> = signal(null);
  private lingering: ReturnType<typeof setTimeout> | undefined;
  private readonly line: Lifeline;
  private readonly forget: () => void;

  constructor(app: App, handlers: PairHandlers, offers: boolean) {
    this.app = app;
    this.handlers = handlers;
    this.engine = new Engine(!offers, {
      send: (to, message) => handlers.send(to, message),
      remote: (stream, screen) => this.show(stream, screen),
      joined: () => this.happened("joined"),
      connected: () => {
        void this.learnToGrow();
        this.watch.value = begun(this.watch.peek(), Date.now());
        this.happened("connected");
      },
      failed: () => this.happened("failed"),
      gone: () => this.happened("left"),
      text: (data) => handlers.text(this.participant, data),
    });
    this.line = new Lifeline({
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
    });
    this.call = this.line.call;
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

  private show(stream: MediaStream, screen: MediaStream): void {
    if (this.carried) return;
    this.pending = [stream, screen];
    if (!this.bridged) [this.remote.value, this.screen.value] = this.pending;
  }

  /** They will come through the media server. */
  expect(): void {
    if (this.phase === "idle" && this.seat) this.line.set(EXPECTED);
  }

  /** From now on through the media server. */
  carry(by: Carried): void {
    if (this.carried === by) return;
    this.carried = by;
    this.bridged = false;
    [this.remote.value, this.screen.value] = [by.remote, by.screen];
    this.watch.value = begun(FRESH, Date.now());
    this.line.set(LIVE);
    clearTimeout(this.lingering);
    this.lingering = setTimeout(() => {
      this.engine.close();
      this.engine.cool();
    }, LINGERS);
  }

  /** By a connection of our own again; what comes through the media server is shown until that is there. */
  part(): void {
    if (this.carried) {
      clearTimeout(this.lingering);
      this.line.set(START);
      // Whoever left by the way that ends here is not shown any more.
      if (!this.seat) {
        this.hungUp();
        return;
      }
      this.carried = null;
      this.held.value = false;
      this.bridged = true;
      this.engine.close();
    }
    if (this.call.peek() === EXPECTED) this.line.set(START);
    if (this.phase === "idle" && this.seat) this.happened(this.offers ? "meet" : "await");
  }

  /** Does the media server's way still serve? */
  get isBridged(): boolean {
    return this.bridged;
  }

  /** The network has room for a sharp picture of ours. */
  get isWide(): boolean {
    return this.watch.peek().picture.size === "sharp";
  }

  /** Something should come in. */
  get expected(): boolean {
    return Boolean(this.seat?.camera || this.seat?.microphone);
  }

  /** One look at what the media server sends of them. */
  see(reading: Reading): void {
    const watch = this.seen(reading);
    const phase = this.expected && isSilent(watch) ? "repairing" : "live";
    if (phase !== this.phase) this.line.set({ ...LIVE, phase });
  }

  happened(happening: Happening): void {
    if (this.carried && !STOPS.has(happening)) return;
    this.line.happened(happening);
  }

  /** Nothing more will come of it. */
  drop(): void {
    clearTimeout(this.lingering);
    this.forget();
    this.hungUp();
    this.engine.cool();
    this.line.set(START);
  }

  private hungUp(): void {
    this.carried = this.pending = null;
    this.held.value = false;
    this.bridged = false;
    this.engine.close();
    this.remote.value = null;
    this.screen.value = null;
    this.watch.value = FRESH;
  }

  private followDevices(): () => void {
    const { camera, microphone } = this.app.devices;
    const stops = [
      effect(() => this.engine.setTrack("camera", camera.sent.value)),
      effect(() => this.engine.setTrack("microphone", microphone.sent.value)),
      effect(() => this.engine.setTrack("screen", this.app.shown.value)),
      effect(() => this.engine.showPicture(this.watch.value.pausedUntil === 0)),
      effect(() =>
        this.engine.sendAtMost(this.growth.value?.AMOUNTS[this.watch.value.picture.size] ?? AT_FIRST),
      ),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  async lookAtMedia(): Promise<void> {
    if (this.carried || !MEDIA.has(this.phase)) return;
    const report = await this.engine.stats();
    if (this.carried) return;
    const watch = this.seen(readingOf(report, Date.now()));
    if (this.engine.connected && grewJustNow(watch)) this.flows();
    else if (this.expected && isSilent(watch)) this.happened("silent");
  }

  private seen(reading: Reading): Watch {
    this.watch.value = look(this.watch.peek(), reading, this.growth.peek()?.sizedAfter);
    return this.watch.value;
  }

  private async learnToGrow(): Promise<void> {
    this.growth.value ??= await import("./picture.ts").catch(() => null);
  }

  private flows(): void {
    this.bridged = false;
    if (this.pending) [this.remote.value, this.screen.value] = this.pending;
    this.happened("connected");
  }
}
