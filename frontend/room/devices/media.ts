import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";

export type Kind = "camera" | "microphone";
/** As the server knows them; "" : not tried. */
export type DeviceState = "" | "on" | "off" | "blocked" | "missing" | "busy";

const SAID: Readonly<Record<string, DeviceState>> = {
  NotAllowedError: "blocked",
  SecurityError: "blocked",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** What a failed getUserMedia means for the person. */
export function stateOfError(name: string): DeviceState {
  return SAID[name] ?? "missing";
}

function constraintsOf(kind: Kind, id: string): MediaStreamConstraints {
  const device = id ? { deviceId: { exact: id } } : {};
  if (kind === "microphone") {
    return { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...device } };
  }
  return { video: { facingMode: "user", ...QUICK, ...device } };
}

/** Small at first, so that the first picture is there at once; sharper when the connection has proved good. */
const QUICK = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 30, max: 30 } };
const SHARP = { ...QUICK, width: { ideal: 960 }, height: { ideal: 540 } };

/** Set in the browser of somebody who wants their background blurred. */
export const BLURS = "lasna.blurs";

/** One kind of device: its track, how it stands, and whether the person wants it on. */
export class Device {
  readonly kind: Kind;
  readonly track: Signal<MediaStreamTrack | null> = signal(null);
  readonly state: Signal<DeviceState> = signal<DeviceState>("");
  readonly opening = signal(false);
  /** What is sent in place of the track: a blurred picture. Null: it is being made, or the sound is at another device;
   * undefined: the track itself. */
  readonly veil: Signal<MediaStreamTrack | null | undefined> = signal(undefined);
  /** What others may get, and one sees of oneself. */
  readonly sent: ReadonlySignal<MediaStreamTrack | null> = computed(() =>
    this.veil.value === undefined ? this.track.value : this.track.value && this.veil.value,
  );
  private opened = 0;
  private sharp: MediaStreamTrack | null = null;
  private id = "";

  constructor(kind: Kind) {
    this.kind = kind;
    this.id = localStorage.getItem(`lasna.${kind}`) ?? "";
    if (kind === "camera" && localStorage.getItem(BLURS) !== null) this.veil.value = null;
  }

  /** Switched off by the person in this tab: it stays off over a reload. */
  get wanted(): boolean {
    return sessionStorage.getItem(`wanted.${this.kind}`) !== "no";
  }

  want(on: boolean): void {
    sessionStorage.setItem(`wanted.${this.kind}`, on ? "yes" : "no");
    if (!on && !this.track.peek()) this.state.value = "off";
  }

  /** Open it (again). A later open or close wins over an earlier one still under way. */
  async open(id = this.id): Promise<DeviceState> {
    const turn = this.begin();
    const got = await this.ask(id);
    this.id = id;
    return this.settle(turn, got);
  }

  /** Opening has begun, perhaps together with the other device. */
  begin(): number {
    this.opening.value = true;
    return ++this.opened;
  }

  /** Opening `turn` brought this. */
  settle(turn: number, got: MediaStreamTrack | DeviceState): DeviceState {
    if (turn !== this.opened) {
      stop(got);
      return this.state.peek();
    }
    this.opening.value = false;
    return this.hold(got);
  }

  /** A larger picture from the same camera, or the one it began with. A camera that cannot stays as it is. */
  sharpen(sharp: boolean): void {
    const track = this.track.peek();
    if (!track || (this.sharp === track) === sharp) return;
    this.sharp = sharp ? track : null;
    void track.applyConstraints(sharp ? SHARP : QUICK).catch(() => undefined);
  }

  constraints(): MediaStreamConstraints {
    return constraintsOf(this.kind, this.id);
  }

  private async ask(id: string): Promise<MediaStreamTrack | DeviceState> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraintsOf(this.kind, id));
      return stream.getTracks()[0] ?? "missing";
    } catch (error) {
      const state = stateOfError(error instanceof DOMException ? error.name : "");
      return id && state === "missing" ? this.ask("") : state;
    }
  }

  private hold(got: MediaStreamTrack | DeviceState): DeviceState {
    this.track.peek()?.stop();
    if (typeof got === "string") {
      this.track.value = null;
      this.state.value = got;
      return got;
    }
    got.onended = () => this.taken(got);
    got.enabled = this.wanted;
    this.track.value = got;
    this.state.value = this.wanted ? "on" : "off";
    return this.state.value;
  }

  /** Unplugged, or the system took it. */
  private taken(track: MediaStreamTrack): void {
    if (this.track.peek() !== track) return;
    this.track.value = null;
    this.state.value = "missing";
  }

  /** Let go of it: the light goes off. */
  close(): void {
    this.opened++;
    this.opening.value = false;
    this.track.peek()?.stop();
    this.track.value = null;
    if (this.state.peek() !== "") this.state.value = "off";
  }

  /** Off, and off until the person switches it on. */
  silence(): void {
    this.want(false);
    if (this.kind === "camera") this.close();
    const track = this.track.peek();
    if (!track) return;
    track.enabled = false;
    this.state.value = "off";
  }

  /** The blurring failed: off, so that what was hidden is not shown, until the person opens it as it is. */
  unveil(): void {
    localStorage.removeItem(BLURS);
    this.silence();
    this.veil.value = undefined;
  }

  /** Nothing is sent that is not blurred. */
  cover(): void {
    if (this.veil.peek() === undefined) this.veil.value = null;
  }

  /** The microphone stays open while silent, so that it is back at once; the camera's light goes off. */
  async toggle(): Promise<void> {
    const track = this.track.peek();
    const on = this.state.peek() === "on";
    this.want(!on);
    if (!track || track.readyState === "ended") {
      await this.open();
    } else if (this.kind === "camera") {
      this.close();
    } else {
      track.enabled = !on;
      this.state.value = on ? "off" : "on";
    }
  }

  async choose(id: string): Promise<void> {
    localStorage.setItem(`lasna.${this.kind}`, id);
    await this.open(id);
  }

  get chosen(): string {
    return this.track.peek()?.getSettings().deviceId ?? this.id;
  }
}

function stop(got: MediaStreamTrack | DeviceState): void {
  if (typeof got !== "string") got.stop();
}

export interface Devices {
  camera: Device;
  microphone: Device;
}

/** Both in one question of the browser; one by one where that fails. A camera switched off stays closed. */
export async function openBoth({ camera, microphone }: Devices): Promise<void> {
  if (!camera.wanted) {
    camera.want(false);
    await microphone.open();
    return;
  }
  const turns = [camera.begin(), microphone.begin()] as const;
  try {
    const both = { ...camera.constraints(), ...microphone.constraints() };
    const stream = await navigator.mediaDevices.getUserMedia(both);
    batch(() => {
      camera.settle(turns[0], stream.getVideoTracks()[0] ?? "missing");
      microphone.settle(turns[1], stream.getAudioTracks()[0] ?? "missing");
    });
  } catch {
    await Promise.all([camera.open(), microphone.open()]);
  }
}

export function closeBoth({ camera, microphone }: Devices): void {
  camera.close();
  microphone.close();
}

export async function listDevices(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === kind && device.deviceId !== "");
}
