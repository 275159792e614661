import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Boot } from "./boot.ts";
import { deviceWords, here } from "./devices/browser.ts";
import { Device, type Devices, openBoth } from "./devices/media.ts";
import { type Early, socketAddress } from "./greeting.ts";
import { handedOver, putToWait } from "./people/handing.ts";
import type { AnyEvent, Commands, Signalled, Welcome } from "./protocol.gen.ts";
import { type Connection, Refusal, type Result, Socket } from "./socket.ts";
import { myself, NOTHING, type RoomState, reduceRoom, ruleOf, seatOf, welcomed } from "./state.ts";
import { t } from "./texts.ts";
import { type DoorStep, IN_ROOM, type Local } from "./view.ts";

const KINDS = ["camera", "microphone"] as const;

/** What happens on the socket, for the call. */
export interface Ears {
  welcome(): void;
  event(event: AnyEvent): void;
  signal(message: Signalled): void;
}

/** The room app: what the server told, what this browser knows, and the ways to act. */
export class App {
  readonly boot: Boot;
  readonly state: Signal<RoomState> = signal(NOTHING);
  readonly connection: Signal<Connection> = signal<Connection>("connecting");
  readonly local: Signal<Local>;
  readonly devices: Devices = { camera: new Device("camera"), microphone: new Device("microphone") };
  /** What this person shows of their screen, once they have said so; null: nothing, or nothing new for now. */
  readonly shown: Signal<MediaStreamTrack | null> = signal(null);
  /** Words of the last refusal or news, shown until the next one or a press. */
  readonly notice = signal("");
  readonly askedCall = signal(false);
  /** Staff's background is blurred, whatever they choose: by the rules of this meeting. */
  readonly mustBlur: ReadonlySignal<boolean> = computed(
    () => this.boot.staff && ruleOf(this.state.value.snapshot, "blur")?.value === "staff",
  );
  /** The adviser has asked this person to switch the microphone off. */
  readonly muteAsked = signal(false);
  screen = "";
  private readonly named: Promise<string>;
  private readonly socket: Socket;
  private ears: Ears | null = null;
  private early: Signalled[] = [];

  constructor(boot: Boot, { screen, started }: Early) {
    this.boot = boot;
    this.named = screen;
    const handlers = {
      welcome: (welcome: Welcome) => this.welcome(welcome),
      event: (event: AnyEvent) => this.event(event),
      signal: (message: Signalled) => this.signal(message),
      connection: (state: Connection) => {
        this.connection.value = state;
      },
      farewell: (code: string) => this.know({ farewell: code }),
    };
    this.socket = new Socket(socketAddress(boot.socket), screen, handlers, started);
    const inRoom = boot.role === "adviser" || boot.returning;
    const ready = inRoom || sessionStorage.getItem("devices") === boot.socket;
    if (inRoom && !sessionStorage.getItem(this.mark))
      for (const kind of boot.off_at_first) this.devices[kind].want(false);
    this.local = signal<Local>({ step: ready ? "ready" : "camera", left: false, farewell: "", inRoom });
  }

  async start(): Promise<void> {
    addEventListener("online", () => this.socket.nudge());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.socket.nudge();
    });
    this.screen = await this.named;
    this.socket.open();
  }

  know(change: Partial<Local>): void {
    this.local.value = { ...this.local.peek(), ...change };
  }

  get inRoom(): boolean {
    return IN_ROOM.has(this.state.peek().standing);
  }

  may(right: string): boolean {
    return this.state.value.rights.includes(right);
  }

  /** Else it is at the other device of the same person. */
  get soundIsHere(): boolean {
    return this.devices.microphone.veil.value === undefined;
  }

  /** Ask the server. A refusal is shown in its words; the promise then holds undefined. */
  async ask<K extends keyof Commands>(type: K, fields: Commands[K]): Promise<Result | undefined> {
    this.notice.value = "";
    try {
      return await this.socket.ask(type, { ...fields });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.notice.value = error.message || t("offline.not_sent");
      return undefined;
    }
  }

  /** What goes on in the background: a refusal of it is not the person's business. */
  tell<K extends keyof Commands>(type: K, fields: Commands[K]): Promise<unknown> {
    return this.socket.ask(type, { ...fields }).catch(() => undefined);
  }

  /** A signal to the other's screen. What cannot go now is not kept: the call says it anew. */
  pass(to: string, message: Record<string, unknown>): void {
    if (this.connection.peek() === "open") this.tell("signal.send", { to, signal: message });
  }

  tellStep(step: DoorStep): void {
    const { camera, microphone } = this.devices;
    this.tell("door.step", {
      step,
      camera: camera.state.peek(),
      microphone: microphone.state.peek(),
      device: deviceWords(here.agent(), here.touch()).slice(0, 60),
    });
  }

  goTo(step: DoorStep): void {
    this.know({ step });
    if (step === "ready") sessionStorage.setItem("devices", this.boot.socket);
    this.tellStep(step);
  }

  async openDevices(): Promise<void> {
    const { camera } = this.devices;
    if (!here.able()) return;
    if (this.boot.role !== "companion" || (this.inRoom && this.soundIsHere)) await openBoth(this.devices);
    else if (camera.wanted) await camera.open();
    else camera.want(false);
  }

  checkSocket(): void {
    this.socket.check();
  }

  hear(ears: Ears): void {
    this.ears = ears;
    for (const message of this.early.splice(0)) ears.signal(message);
  }

  /** Close the socket for good; what is on the screen stays. */
  stop(): void {
    this.socket.close();
  }

  leave(): void {
    this.know({ left: true });
    this.stop();
  }

  async askCall(): Promise<void> {
    if ((await this.ask("door.ask_call", {})) !== undefined) this.askedCall.value = true;
  }

  /** Go on in this tab; the other one lets go. */
  async takeSeat(): Promise<void> {
    void this.openDevices();
    await this.ask("seat.take", {});
  }

  /** Who was ready before a reload goes straight to the waiting room; devices open as they were. */
  async reopenAfterReload(): Promise<void> {
    const { camera, microphone } = this.devices;
    if (microphone.state.peek() !== "" || camera.state.peek() !== "") return;
    await this.openDevices();
    this.tellStep("ready");
  }

  private welcome(welcome: Welcome): void {
    const { snapshot } = this.state.peek();
    this.state.value = welcomed(welcome);
    if (snapshot === NOTHING.snapshot) this.showNothingYet();
    if (welcome.standing === "waiting") this.atDoor();
    else this.enter();
    this.ears?.welcome();
  }

  /** What this screen showed before its page was reloaded is gone. */
  private showNothingYet(): void {
    const { snapshot } = this.state.peek();
    const me = myself(snapshot);
    const seat = me && seatOf(snapshot, me.id);
    if (seat?.screen === this.screen && seat.sharing !== "") this.tell("seat.share", { sharing: "" });
  }

  /** Set once this tab has entered the room. */
  private get mark(): string {
    return `entered.${this.boot.socket}`;
  }

  /** In the room. What the meeting's rules want off at first is off before anything is sent; once in this tab. */
  private enter(): void {
    this.know({ inRoom: true });
    if (sessionStorage.getItem(this.mark)) return;
    sessionStorage.setItem(this.mark, "1");
    const off = KINDS.filter((kind) => ruleOf(this.state.peek().snapshot, kind)?.value === "off");
    for (const kind of off) this.devices[kind].silence();
    if (off.length > 0) this.notice.value = t(off.length > 1 ? "entry.both" : `entry.${off[0] ?? "camera"}`);
  }

  /** At the door: say how far we are, on arriving and after every break. */
  private atDoor(): void {
    const local = this.local.peek();
    if (local.inRoom && local.step === "ready") this.know({ inRoom: false });
    this.tellStep(local.step);
  }

  private event(event: AnyEvent): void {
    if (event.type === "door.mute_asked") this.muteAsked.value = true;
    if (event.type === "meeting.handed_over") handedOver(this, event);
    if (event.type === "door.held" && this.inRoom) putToWait();
    const state = this.state.peek();
    this.state.value = { ...state, snapshot: reduceRoom(state.snapshot, event, this.screen) };
    this.ears?.event(event);
  }

  private signal(message: Signalled): void {
    if (this.ears) this.ears.signal(message);
    else this.early.push(message);
  }
}
