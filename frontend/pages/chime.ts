const EVERY = 8_000;
const KEY = "desk-muted";

/** Two soft notes, again and again until nobody waits. Made here: no file to fetch. */
export class Chime {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    // Browsers let a page sound only after it has been touched.
    const wake = () => void this.context?.resume();
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
  }

  get muted(): boolean {
    return localStorage.getItem(KEY) === "1";
  }

  mute(muted: boolean): void {
    localStorage.setItem(KEY, muted ? "1" : "0");
  }

  ring(wanted: boolean): void {
    if (!wanted || this.muted) {
      clearInterval(this.timer);
      this.timer = undefined;
    } else if (this.timer === undefined) {
      this.play();
      this.timer = setInterval(() => this.play(), EVERY);
    }
  }

  private play(): void {
    this.context ??= new AudioContext();
    const start = this.context.currentTime + 0.05;
    this.note(this.context, 587, start);
    this.note(this.context, 880, start + 0.22);
  }

  private note(context: AudioContext, pitch: number, at: number): void {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.14, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }
}
