import { effect, type Signal, signal } from "@preact/signals";
import type { App, Ears } from "../app.ts";
import { closeBoth } from "../devices/media.ts";
import type { AnyEvent, SeatView, Signalled } from "../protocol.gen.ts";
import { otherSeat } from "../state.ts";
import { type Call, type Effect, type Happening, next, type Phase, START } from "./machine.ts";
import { Engine, type Signal as Message } from "./peer.ts";
import { begun, FRESH, grewJustNow, isSilent, look, readingOf, type Watch } from "./quality.ts";

const LOOK_EVERY = 500;
const ADMISSION_LASTS = 5000;
/** Good looks in a row, after which our picture is worth more bits. */
const SHARPEN_AFTER = 8;
const MEDIA = new Set<Phase>(["connecting", "live", "repairing"]);

/** Brings together what the room says, the table of the call, and the media engine. */
export class CallSession implements Ears {
  readonly call: Signal<Call> = signal(START);
  readonly remote: Signal<MediaStream | null> = signal(null);
  readonly watch: Signal<Watch> = signal(FRESH);
  private readonly app: App;
  private readonly engine: Engine;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private held: { to: string; signal: Message }[] = [];
  /** Signals that came before the way to the relay was known. */
  private unheard: Signalled[] = [];
  private told = "";
  private admitting = false;

  constructor(app: App) {
    this.app = app;
    this.engine = new Engine(app.boot.role === "client", {
      send: (to, message) => this.send(to, message),
      remote: (stream) => {
        this.remote.value = stream;
      },
      joined: () => this.happened("joined"),
      connected: () => {
        this.watch.value = begun(this.watch.peek(), Date.now());
        this.happened("connected");
      },
      failed: () => this.happened("failed"),
      gone: () => this.happened("left"),
    });
    this.engine.configure(app.boot.ice_servers, app.boot.relay_only);
    this.warmUp();
    this.followDevices();
    addEventListener("pagehide", () => this.engine.sayBye());
    setInterval(() => void this.lookAtMedia(), LOOK_EVERY);
    app.hear(this);
    if (app.state.peek().standing) this.welcome();
  }

  /** Whoever was to be let in when this room was opened, once they are seen waiting. */
  private admitWanted(): void {
    const wanted = this.app.boot.admit ?? 0;
    const waits = this.app.state
      .peek()
      .snapshot.meetings?.participants.some(({ id, state }) => id === wanted && state === "waiting");
    if (!waits || this.admitting) return;
    this.admitting = true;
    this.engine.whenPrepared(() => void this.admit(wanted));
  }

  /** Let somebody in; our offer travels with it. */
  async admit(participant: number): Promise<void> {
    const offer = this.engine.takeOffer();
    if (offer) this.happened("await");
    const done = await this.app.ask(
      "meeting.admit",
      offer ? { participant, offer: { ...offer } } : { participant },
    );
    if (done === undefined && offer) this.happened("left");
  }

  welcome(): void {
    if (!this.app.inRoom) {
      if (this.call.peek().phase === "idle") this.engine.prepareToAnswer();
      return;
    }
    const room = this.app.state.peek().snapshot.room;
    if (room) this.engine.configure(room.ice_servers.map(withoutBlanks), room.relay_only);
    for (const message of this.unheard.splice(0)) this.signal(message);
    for (const { to, signal } of this.held.splice(0)) this.send(to, signal);
    this.told = "";
    this.tellDevices();
    this.openUntried();
    this.sync();
    this.admitWanted();
  }

  /** Let in before the questions about devices were done: the sound is needed now. */
  private openUntried(): void {
    const { microphone, camera } = this.app.devices;
    const untried = microphone.state.peek() === "" && !microphone.opening.peek();
    if (!this.isHost && untried && !camera.opening.peek()) void microphone.open();
  }

  event(event: AnyEvent): void {
    if ("participant" in event) this.ofSomebody(event, event.participant === this.me);
    else if (event.type === "meeting.moved_to_phone") this.happened("phone");
    else if (event.type === "meeting.video_wanted") this.backToVideo();
    else if (event.type === "meeting.ended" || event.type === "meeting.cancelled") this.happened("end");
  }

  private ofSomebody(event: AnyEvent, mine: boolean): void {
    if (event.type === "seat.taken") {
      if (mine) this.ourSeat(event.screen);
      else this.theirSeat(event.screen);
    } else if (event.type === "participant.waiting") this.admitWanted();
    else if (mine) return;
    else if (event.type === "participant.away") this.happened("away");
    else if (event.type === "participant.left") this.happened("left");
  }

  signal(message: Signalled): void {
    if (this.app.boot.relay_only && !this.app.inRoom) this.unheard.push(message);
    else this.engine.receive(message.sender, message.signal as unknown as Message);
  }

  /** Hang up and let go of the devices. */
  hangUp(): void {
    this.happened("end");
  }

  private get me(): number | undefined {
    return this.app.state.peek().snapshot.meetings?.me;
  }

  private get isHost(): boolean {
    return this.app.boot.role === "adviser";
  }

  private get seat(): SeatView | undefined {
    return otherSeat(this.app.state.peek().snapshot);
  }

  /** The adviser makes an offer ready to let somebody in with; a client expects to answer. */
  private warmUp(): void {
    if (this.isHost) this.engine.prepare();
    else this.engine.prepareToAnswer();
  }

  /** On a fresh welcome: is what we have still what it says? */
  private sync(): void {
    const standstill = this.standstill();
    const seat = this.seat;
    if (standstill) this.happened(standstill);
    else if (!seat) this.nobodyHere();
    else if (seat.screen === this.engine.to && this.call.peek().phase !== "idle") this.happened("returned");
    else this.happened(this.isHost && !this.offerFollows() ? "meet" : "admitted");
  }

  /** Why there is to be no call now; null: there is. */
  private standstill(): Happening | null {
    const { meetings, room } = this.app.state.peek().snapshot;
    if (room?.seat_elsewhere) return "elsewhere";
    if (meetings?.status === "ended") return "end";
    return meetings?.phone && !meetings.phone.video_wanted ? "phone" : null;
  }

  private nobodyHere(): void {
    this.happened("away");
    if (this.call.peek().phase === "idle") this.engine.prepare();
  }

  private offerFollows(): boolean {
    const { offeredAt } = this.app;
    this.app.offeredAt = 0;
    return Date.now() - offeredAt < ADMISSION_LASTS;
  }

  private ourSeat(screen: string): void {
    if (screen !== this.app.screen) this.happened("elsewhere");
    else if (this.call.peek().phase === "idle" && this.seat) this.happened(this.isHost ? "meet" : "admitted");
  }

  /** The adviser's side offers, whoever comes: offers that cross cost a tenth of a second to settle. */
  private theirSeat(screen: string): void {
    const { phase } = this.call.peek();
    if (phase === "connecting" && this.engine.to === "") this.engine.to = screen;
    else if (screen === this.engine.to && phase !== "idle") this.happened("returned");
    else if (phase !== "by_phone") this.happened(this.isHost ? "meet" : "await");
  }

  private backToVideo(): void {
    this.happened(this.isHost ? "meet" : "await");
  }

  private happened(happening: Happening): void {
    const step = next(this.call.peek(), happening);
    if (!step) return;
    const [call, ...effects] = step;
    this.call.value = call;
    clearTimeout(this.retry);
    for (const one of effects) this.carryOut(one);
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
      closeBoth(this.app.devices);
    },
  };

  private hungUp(): void {
    this.engine.close();
    this.remote.value = null;
    this.watch.value = FRESH;
  }

  private send(to: string, message: Message): void {
    if (!this.app.inRoom) this.held.push({ to, signal: message });
    else this.app.pass(to, { ...message });
  }

  private followDevices(): void {
    const { camera, microphone } = this.app.devices;
    effect(() => this.engine.setTrack("camera", camera.track.value));
    effect(() => this.engine.setTrack("microphone", microphone.track.value));
    effect(() => {
      const paused = this.watch.value.pausedUntil > 0;
      this.engine.showPicture(!paused);
    });
    effect(() => {
      void [camera.state.value, microphone.state.value, this.watch.value.pausedUntil];
      this.tellDevices();
    });
  }

  private tellDevices(): void {
    const { camera, microphone } = this.app.devices;
    const paused = this.watch.peek().pausedUntil > 0;
    const now = {
      camera: camera.state.peek() === "on" && !paused,
      microphone: microphone.state.peek() === "on",
    };
    const text = JSON.stringify(now);
    if (!this.app.inRoom || text === this.told) return;
    this.told = text;
    this.app.tell("seat.devices", now);
  }

  private async lookAtMedia(): Promise<void> {
    if (!MEDIA.has(this.call.peek().phase)) return;
    const report = await this.engine.stats();
    const watch = look(this.watch.peek(), readingOf(report, Date.now()));
    this.watch.value = watch;
    if (this.call.peek().phase === "live" && watch.run <= -SHARPEN_AFTER) this.app.devices.camera.sharpen();
    const speaking = this.seat?.camera || this.seat?.microphone;
    if (this.engine.connected && grewJustNow(watch)) this.happened("connected");
    else if (speaking && isSilent(watch)) this.happened("silent");
  }
}

function withoutBlanks({ urls, username, credential }: RTCIceServer): RTCIceServer {
  return username ? { urls, username, credential: credential ?? "" } : { urls };
}
