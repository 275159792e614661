import { effect } from "@preact/signals";
import type { App } from "../app.ts";
import { BLURS, type Device } from "../devices/media.ts";
import { t } from "../texts.ts";
import { Pace } from "./pace.ts";
import { type Found, makeSegmenter, type Segmenter } from "./segmenter.ts";

const RATE = 30;
/** The background is drawn so small, and large again: nothing in it can be read. */
const COARSE = 36;

/** One's background, blurred on this device: the others, and oneself, get the result alone. */
export class Blur {
  private readonly app: App;
  private readonly camera: Device;
  private running: Running | null = null;
  private forget: (() => void) | null = null;

  constructor(app: App) {
    this.app = app;
    this.camera = app.devices.camera;
  }

  /** Nothing of the camera is sent before it is blurred. The person's own wish is remembered. */
  start(): void {
    if (this.forget) return;
    if (!this.app.mustBlur.peek()) localStorage.setItem(BLURS, "1");
    this.camera.veil.value = null;
    this.forget = effect(() => this.follow(this.camera.track.value));
  }

  stop(): void {
    localStorage.removeItem(BLURS);
    this.end();
    this.camera.veil.value = undefined;
  }

  private end(): void {
    this.forget?.();
    this.forget = null;
    this.running?.stop();
    this.running = null;
  }

  private follow(track: MediaStreamTrack | null): void {
    this.running?.stop();
    this.running = null;
    this.camera.veil.value = null;
    if (!track) return;
    const running = new Running(track);
    this.running = running;
    running
      .begin(() => this.giveUp("blur.slow"))
      .then(
        (blurred) => {
          if (this.running === running) this.camera.veil.value = blurred;
        },
        () => this.running === running && this.giveUp("blur.cannot"),
      );
  }

  /** The camera goes off with it: what was hidden is not shown because a device is slow. */
  private giveUp(why: "blur.slow" | "blur.cannot"): void {
    const must = this.app.mustBlur.peek();
    // Opened again, it is blurred again.
    if (must) this.camera.silence();
    else {
      this.end();
      this.camera.unveil();
    }
    this.app.notice.value = t(must ? `${why}_must` : why);
  }
}

/** The blurring of one track of the camera. */
class Running {
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private readonly small = document.createElement("canvas");
  private readonly pace = new Pace();
  private segmenter: Segmenter | null = null;
  private clock: Worker | null = null;
  private busy = false;
  private over = false;

  constructor(track: MediaStreamTrack) {
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = new MediaStream([track]);
  }

  async begin(tooSlow: () => void): Promise<MediaStreamTrack> {
    const [segmenter] = await Promise.all([makeSegmenter(), this.video.play()]);
    this.segmenter = segmenter;
    if (this.over) {
      this.stop();
      throw new Error("over before it began");
    }
    await new Promise<void>((first) => {
      segmenter.onResults((found) => {
        this.draw(found);
        first();
      });
      this.clock = new Worker(new URL("./tick.ts", import.meta.url), { type: "module" });
      this.clock.onmessage = () => void this.next(segmenter, tooSlow);
    });
    const [blurred] = this.canvas.captureStream(RATE).getVideoTracks();
    if (!blurred) throw new Error("no picture from a canvas");
    return blurred;
  }

  private async next(segmenter: Segmenter, tooSlow: () => void): Promise<void> {
    if (this.busy || this.over || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.busy = true;
    const began = performance.now();
    await segmenter.send({ image: this.video }).catch(() => undefined);
    this.busy = false;
    this.pace.took(performance.now() - began);
    if (!this.over && this.pace.tooSlow) tooSlow();
  }

  private draw({ image, segmentationMask: person }: Found): void {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.globalCompositeOperation = "copy";
    context.drawImage(person, 0, 0, width, height);
    context.globalCompositeOperation = "source-in";
    context.drawImage(image, 0, 0, width, height);
    context.globalCompositeOperation = "destination-over";
    context.drawImage(this.coarse(image, width / height), 0, 0, width, height);
  }

  private coarse(image: CanvasImageSource, shape: number): HTMLCanvasElement {
    this.small.width = COARSE;
    this.small.height = Math.max(1, Math.round(COARSE / shape));
    const context = this.small.getContext("2d");
    if (context) context.imageSmoothingQuality = "high";
    context?.drawImage(image, 0, 0, this.small.width, this.small.height);
    return this.small;
  }

  stop(): void {
    this.over = true;
    this.clock?.terminate();
    this.clock = null;
    this.video.srcObject = null;
    void this.segmenter?.close().catch(() => undefined);
    this.segmenter = null;
  }
}

let only: Blur | null = null;

/** One for this page. */
export function blurOf(app: App): Blur {
  only ??= new Blur(app);
  return only;
}
