import { type Signal, signal } from "@preact/signals";
import { deviceWords, here } from "../room/devices/browser.ts";
import { Device, type Devices, type Kind } from "../room/devices/media.ts";
import type { TextKey } from "../room/texts.ts";
import type { Boot } from "./boot.ts";
import { measure, type Speed } from "./speed.ts";
import type { Found, Tried } from "./verdict.ts";

export type Step =
  | "begin"
  | "camera"
  | "sound"
  | "microphone"
  | "speed"
  | "quiet"
  | "sure"
  | "result"
  | "wish"
  | "keep"
  | "done";
export type Sure = "alone" | "help" | "no";
/** `""`: does not know yet. */
export type Wish = "video" | "phone" | "in_person" | "";

const yesNo = (known: boolean | null) => (known === null ? "" : known ? "yes" : "no");
const KEPT_WITHIN = 15_000;
/** Why it was not kept, by the status of the answer. */
const REFUSED: Readonly<Record<number, TextKey>> = { 403: "try.reload", 404: "try.old" };

/** One trial of this device: what was found out and said so far. Nothing leaves it before the client has said yes. */
export class Trial {
  readonly boot: Boot;
  readonly devices: Devices = { camera: new Device("camera"), microphone: new Device("microphone") };
  readonly step: Signal<Step> = signal<Step>("begin");
  /** undefined: still measuring. */
  readonly speed: Signal<Speed | null | undefined> = signal(undefined);
  /** The words of a refusal: a text of ours, or what the server says. */
  readonly notice = signal("");
  /** On its way, kept, or neither. */
  readonly keeping: Signal<"" | "asking" | "kept"> = signal("");
  heard: boolean | null = null;
  quiet: boolean | null = null;
  sure: Sure | "" = "";
  wish: Wish = "";
  private tried: Record<Kind, Tried> = { camera: "", microphone: "" };
  private readonly key = crypto.randomUUID();
  private measuring: AbortController | null = null;

  constructor(boot: Boot) {
    this.boot = boot;
    this.devices.camera.veil.value = undefined; // what is blurred in a meeting is seen by oneself alone here
    history.replaceState({ step: "begin", trial: this.key }, "");
    addEventListener("popstate", ({ state }) => this.wentBack(state as { step: Step; trial: string } | null));
  }

  /** The browser's own way leads to a step of this very trial; what is done is done. */
  private wentBack(state: { step: Step; trial: string } | null): void {
    if (state?.trial !== this.key || this.step.peek() === "done") return;
    this.leave(this.step.peek());
    this.step.value = state.step;
  }

  goTo(step: Step): void {
    this.leave(this.step.peek());
    history.pushState({ step, trial: this.key }, "");
    this.step.value = step;
  }

  /** A permission that comes too late opens nothing; a speed that nobody waits for is not measured. */
  private leave(step: Step): void {
    this.notice.value = "";
    if (step === "camera" && this.devices.camera.opening.peek()) this.devices.camera.close();
    if (step === "microphone") for (const device of Object.values(this.devices)) device.close();
    if (step === "speed") this.measuring?.abort();
  }

  /** How it went, before the device is closed. */
  remember(kind: Kind, state: Tried = this.devices[kind].state.peek()): void {
    this.tried[kind] = state;
  }

  async measure(): Promise<void> {
    if (this.speed.peek() !== undefined) return;
    this.measuring?.abort();
    const mine = new AbortController();
    this.measuring = mine;
    const speed = await measure(() => this.relay(), this.boot.load, mine.signal);
    if (!mine.signal.aborted) this.speed.value = speed;
  }

  /** Lent for a few minutes, and to whoever presses alone: a link that a scanner opens is lent nothing. */
  private async relay(): Promise<RTCIceServer[]> {
    if (!this.boot.relay) return [];
    const answer = await this.post(this.boot.relay, {});
    return answer.ok ? ((await answer.json()) as RTCIceServer[]) : [];
  }

  private async post(address: string, fields: Record<string, string>): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), KEPT_WITHIN);
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.boot.token });
    try {
      return await fetch(address, { method: "POST", body, signal: late.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  get found(): Found {
    const speed = this.speed.peek();
    return {
      ...this.tried,
      heard: this.heard,
      speed: speed?.speed ?? null,
      blocked: speed?.blocked ?? false,
    };
  }

  /** The client says that their adviser may know it. Pressed again after a break it is still one trial. */
  async keep(words: (key: TextKey) => string): Promise<void> {
    if (this.keeping.peek() !== "") return;
    this.keeping.value = "asking";
    const refused = await this.refusal(words).catch(() => words("try.not_known"));
    if (this.step.peek() !== "keep") return;
    this.keeping.value = refused ? "" : "kept";
    if (refused) this.notice.value = refused;
    else this.goTo("done");
  }

  private async refusal(words: (key: TextKey) => string): Promise<string> {
    const answer = await this.post(this.boot.keep, this.told());
    if (answer.ok) return "";
    const said = (await answer.json().catch(() => null)) as { message?: string } | null;
    return said?.message ?? words(REFUSED[answer.status] ?? "try.not_known");
  }

  private told(): Record<string, string> {
    const speed = this.speed.peek();
    return {
      key: this.key,
      device: deviceWords(here.agent(), here.touch()).slice(0, 60),
      ...this.tried,
      hears: yesNo(this.heard),
      speed: speed ? String(Math.min(speed.speed, 10_000_000)) : "",
      round_trip: speed?.roundTrip == null ? "" : String(Math.min(speed.roundTrip, 60_000)),
      relayed: speed ? yesNo(speed.relayed) : "",
      blocked: speed ? yesNo(speed.blocked) : "",
      quiet: yesNo(this.quiet),
      sure: this.sure,
      wish: this.wish,
    };
  }

  refuse(): void {
    if (this.keeping.peek() === "") this.goTo("done");
  }
}
