import { effect, type Signal, signal, untracked } from "@preact/signals";
import type { App } from "../app.ts";
import { myself, ruleOf, type Snapshot, seatOf } from "../state.ts";
import { t } from "../texts.ts";

/** A tab first, and never this one; a whole screen can be chosen and is asked about. */
const WISH = {
  video: { displaySurface: "browser", frameRate: { max: 15 } },
  audio: false,
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
  monitorTypeSurfaces: "include",
} as DisplayMediaStreamOptions;

type Told = "" | "on" | "paused";

/** Phones cannot, and have no button. */
export function canShare(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Whether this person may show their screen now: by right, by the rules, and while there is video. */
export function mayShare(app: App): boolean {
  const { snapshot } = app.state.value;
  const value = ruleOf(snapshot, "share")?.value;
  const allowed = value === "everybody" || (value === "adviser" && app.boot.role === "adviser");
  return allowed && app.may("seat.share") && thereIsVideo(snapshot);
}

function thereIsVideo({ meetings, room }: Snapshot): boolean {
  const stopped = meetings?.status === "ended" || meetings?.phone?.video_wanted === false;
  return !stopped && room?.seat_elsewhere === false;
}

/** Showing one's own screen: chosen, looked at, shown, paused, stopped. */
export class Sharing {
  /** A whole screen, which nobody sees before its owner has looked at it. */
  readonly chosen: Signal<MediaStreamTrack | null> = signal(null);
  /** What is shown, also while it is paused. */
  readonly track: Signal<MediaStreamTrack | null> = signal(null);
  readonly paused = signal(false);
  private readonly app: App;

  constructor(app: App) {
    this.app = app;
    effect(() => {
      if (!mayShare(app)) untracked(() => this.stop());
    });
    effect(() => this.keepTold());
  }

  private get told(): Told {
    if (!this.track.value) return "";
    return this.paused.value ? "paused" : "on";
  }

  async choose(): Promise<void> {
    const track = await this.ask();
    if (!track) return;
    this.letGoOf(this.chosen);
    track.contentHint = "detail";
    track.onended = () => this.ended(track);
    if (isPart(track)) await this.show(track);
    else this.chosen.value = track;
  }

  private async ask(): Promise<MediaStreamTrack | null> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(WISH);
      return stream.getVideoTracks()[0] ?? null;
    } catch (error) {
      const closed = error instanceof DOMException && error.name === "NotAllowedError";
      if (!closed) this.app.notice.value = t("share.cannot");
      return null;
    }
  }

  async showChosen(): Promise<void> {
    const track = this.chosen.peek();
    this.chosen.value = null;
    if (track) await this.show(track);
  }

  cancel(): void {
    this.letGoOf(this.chosen);
  }

  /** Others learn of it first: where it is refused, nobody sees anything. */
  private async show(track: MediaStreamTrack): Promise<void> {
    if (!this.track.peek() && (await this.app.ask("seat.share", { sharing: "on" })) === undefined) {
      track.stop();
      return;
    }
    this.letGoOf(this.track);
    if (track.readyState === "ended") {
      this.tell();
      return;
    }
    this.paused.value = false;
    this.track.value = track;
    this.app.shown.value = track;
  }

  pause(paused: boolean): void {
    if (!this.track.peek() || paused === this.paused.peek()) return;
    this.paused.value = paused;
    this.app.shown.value = paused ? null : this.track.peek();
    this.tell();
  }

  stop(): void {
    this.letGoOf(this.chosen);
    if (!this.track.peek()) return;
    this.app.shown.value = null;
    this.letGoOf(this.track);
    this.paused.value = false;
    this.tell();
  }

  /** By the browser's own button, or its window was closed. */
  private ended(track: MediaStreamTrack): void {
    if (this.track.peek() === track) this.stop();
    else if (this.chosen.peek() === track) this.cancel();
  }

  private letGoOf(held: Signal<MediaStreamTrack | null>): void {
    held.peek()?.stop();
    held.value = null;
  }

  private tell(): void {
    this.app.tell("seat.share", { sharing: untracked(() => this.told) });
  }

  /** After a break the seat may be a new one: who still shows says so again. */
  private keepTold(): void {
    const { snapshot } = this.app.state.value;
    const me = myself(snapshot);
    const seat = me && seatOf(snapshot, me.id);
    if (!seat || seat.screen !== this.app.screen || seat.sharing !== "") return;
    untracked(() => {
      if (this.track.peek()) void this.tellAgain();
    });
  }

  private async tellAgain(): Promise<void> {
    if ((await this.app.ask("seat.share", { sharing: this.told })) === undefined) this.stop();
  }
}

/** One tab or window. A browser that does not say is taken to show all. */
function isPart(track: MediaStreamTrack): boolean {
  const { displaySurface } = track.getSettings();
  return displaySurface === "browser" || displaySurface === "window";
}

let only: Sharing | null = null;

/** One for this page. */
export function sharingOf(app: App): Sharing {
  only ??= new Sharing(app);
  return only;
}
