import { effect } from "@preact/signals";
import type { App } from "../app.ts";
import type { Tracks } from "./connection.ts";
import { type Carried, type FromServer, Leg, type Stats } from "./leg.ts";
import type { Happening } from "./machine.ts";
import type { Pair } from "./pair.ts";
import { narrowed, sizeFor, WIDE } from "./sizes.ts";

/** Many are here: picture and sound go through the media server, by one leg that is mended by making another. */
export class Gathering {
  private readonly app: App;
  private readonly pairs: () => readonly Pair[];
  private readonly configuration: () => RTCConfiguration;
  private readonly happened: (happening: Happening) => void;
  private readonly tracks: Tracks = { camera: null, microphone: null, screen: null };
  private leg: Leg | null = null;
  /** Made while the one before still carries. */
  private coming: Leg | null = null;
  private showsPicture = true;
  private narrow = WIDE;
  private wanted = "";
  private readonly stops: (() => void)[];

  constructor(
    app: App,
    pairs: () => readonly Pair[],
    configuration: () => RTCConfiguration,
    happened: (happening: Happening) => void,
  ) {
    this.app = app;
    this.pairs = pairs;
    this.happened = happened;
    this.configuration = configuration;
    const { camera, microphone } = app.devices;
    this.stops = [
      effect(() => this.setTrack("camera", camera.sent.value)),
      effect(() => this.setTrack("microphone", microphone.track.value)),
      effect(() => this.setTrack("screen", app.shown.value)),
    ];
  }

  /** On a fresh welcome: the leg goes on, and the server says what was missed. */
  sync(): void {
    const { leg } = this;
    if (leg && !this.coming) this.app.tell("leg.keep", { number: leg.number, has: leg.feeds });
    else this.happened("meet");
  }

  receive(said: FromServer): void {
    const leg = [this.coming, this.leg].find((one) => one?.number === said.number);
    if (said.kind !== "gone") leg?.hear(said);
    else if (leg) this.happened("failed");
  }

  showPicture(shown: boolean): void {
    if (shown === this.showsPicture) return;
    this.showsPicture = shown;
    this.each((leg) => leg.showPicture(shown));
  }

  /** Nothing goes through the server any more. */
  close(): void {
    for (const stop of this.stops) stop();
    this.hungUp();
  }

  /** How somebody comes by the leg in use. */
  of(participant: number): Carried | undefined {
    return this.leg?.of(participant);
  }

  /** Statistics of what comes in, and of the way out; null where there is no leg yet. */
  async stats(): Promise<Stats | null> {
    return (await this.leg?.stats()) ?? null;
  }

  /** After a look: whom we see how large. */
  resize(speaker: number): void {
    const carried = this.pairs().filter((pair) => pair.carried !== null);
    const weak = carried.some(({ watch }) => watch.peek().quality === "weak");
    this.narrow = narrowed(this.narrow, weak, Date.now());
    const sizes = carried.map(({ participant }) => ({
      participant,
      size: sizeFor(carried.length, participant === speaker, this.narrow),
    }));
    for (const [at, pair] of carried.entries()) pair.held.value = sizes[at]?.size === 0;
    const wanted = JSON.stringify(sizes);
    if (!this.leg || this.wanted === `${this.leg.number} ${wanted}`) return;
    this.wanted = `${this.leg.number} ${wanted}`;
    this.app.tell("leg.want", { number: this.leg.number, sizes });
  }

  /** Lost, or late: what is left of the leg carries until another one is up. */
  begin(): void {
    this.coming?.close();
    const leg = new Leg(this.configuration(), {
      join: (number, sdp) => this.app.tell("leg.join", { number, sdp }),
      answer: (number, turn, sdp) => this.app.tell("leg.answer", { number, turn, sdp }),
      changed: () => this.changed(leg),
      failed: () => this.isOurs(leg) && this.happened("failed"),
    });
    this.coming = leg;
    leg.join(this.tracks);
    if (!this.showsPicture) leg.showPicture(false);
  }

  private changed(leg: Leg): void {
    if (leg === this.coming && leg.up) {
      this.leg?.close();
      this.leg = leg;
      this.coming = null;
      this.happened("connected");
    }
    if (leg === this.leg) this.carryNewcomers(leg);
  }

  /** Whoever came by no other way is shown at once; the others once something of them has come. */
  private carryNewcomers(leg: Leg): void {
    for (const pair of this.pairs()) {
      const carried = leg.of(pair.participant);
      if (carried && (pair.phase === "idle" || pair.carried)) pair.carry(carried);
    }
  }

  private isOurs(leg: Leg): boolean {
    return leg === this.leg || leg === this.coming;
  }

  private setTrack(kind: keyof Tracks, track: MediaStreamTrack | null): void {
    this.tracks[kind] = track;
    this.each((leg) => leg.setTrack(kind, track));
  }

  private each(act: (leg: Leg) => void): void {
    if (this.leg) act(this.leg);
    if (this.coming) act(this.coming);
  }

  /** Both ways at once. */
  hungUp(): void {
    this.each((leg) => {
      leg.close();
      this.app.tell("leg.end", { number: leg.number });
    });
    this.leg = this.coming = null;
  }
}
