import { effect } from "@preact/signals";
import type { App } from "../app.ts";
import type { Tracks } from "./connection.ts";
import { type FromServer, Leg, type Stats } from "./leg.ts";
import type { Happening } from "./machine.ts";
import type { Pair } from "./pair.ts";
import type { isSilent, readingOf } from "./quality.ts";
import { narrowed, sizeFor, WIDE } from "./sizes.ts";

/** What connections of two have, too: given, so that it is not loaded twice. */
export interface GatheringParts {
  app: App;
  pairs: () => readonly Pair[];
  configuration: () => RTCConfiguration;
  happened: (happening: Happening) => void;
  readingOf: typeof readingOf;
  isSilent: typeof isSilent;
}

/** Many are here: picture and sound go through the media server, by one leg that is mended by making another. */
export class Gathering {
  private readonly parts: GatheringParts;
  private readonly tracks: Tracks = { camera: null, microphone: null, screen: null };
  private leg: Leg | null = null;
  /** Made while the one before still carries. */
  private coming: Leg | null = null;
  private showsPicture = true;
  private narrow = WIDE;
  private wanted = "";
  /** The turn of an answer that is on its way. */
  private unheard = 0;
  private readonly stops: (() => void)[];

  constructor(parts: GatheringParts) {
    this.parts = parts;
    const { app } = parts;
    const { camera, microphone } = app.devices;
    this.stops = [
      effect(() => this.setTrack("camera", camera.sent.value)),
      effect(() => this.setTrack("microphone", microphone.sent.value)),
      effect(() => this.setTrack("screen", app.shown.value)),
    ];
  }

  /** On a fresh welcome: the leg goes on, and the server says what was missed. */
  sync(): void {
    const { leg } = this;
    this.wanted = "";
    if (leg && !this.coming && !this.unheard)
      void this.tell("leg.keep", { number: leg.number, has: leg.feeds });
    else this.parts.happened("meet");
  }

  receive(said: FromServer): void {
    const leg = [this.coming, this.leg].find((one) => one?.number === said.number);
    if (said.kind !== "gone") leg?.hear(said);
    else if (leg === this.leg && leg) this.lost();
    // One that was being made is tried anew after a while.
  }

  /** What cannot go now is not kept: on the welcome that follows all is said anew. */
  private tell: App["tell"] = async (type, fields) => {
    const { app } = this.parts;
    return app.connection.peek() === "open" ? app.tell(type, fields) : undefined;
  };

  private lost(): void {
    if (this.serves) this.parts.happened("failed");
    else this.hungUp();
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

  async look(speaker: number): Promise<void> {
    const { leg } = this;
    if (!leg) return;
    const stats = await leg.stats();
    if (leg !== this.leg || !this.serves) return;
    this.lookAt(leg, stats);
    this.resize(leg, speaker);
  }

  private lookAt(leg: Leg, [incoming, outgoing]: Stats): void {
    const out = this.parts.readingOf(outgoing, Date.now()).outgoing;
    const expected = this.parts
      .pairs()
      .filter((pair) => this.lookAtOne(leg, pair, incoming, out) && pair.expected);
    if (expected.length === 0) return;
    const silent = expected.every(({ watch }) => this.parts.isSilent(watch.peek()));
    this.parts.happened(silent ? "silent" : "connected");
  }

  /** Does this person come through the server? */
  private lookAtOne(leg: Leg, pair: Pair, incoming: Stats[0], outgoing: number): boolean {
    const carried = leg.of(pair.participant);
    if (!carried) return false;
    const theirs = incoming.filter(
      ({ type, mid }) => type !== "inbound-rtp" || carried.mids.includes(String(mid)),
    );
    const reading = { ...this.parts.readingOf(theirs, Date.now()), outgoing };
    if (reading.bytes > 0) pair.carry(carried);
    if (pair.carried !== carried) return false;
    pair.see(reading);
    return true;
  }

  /** After a look: whom we see how large. */
  private resize(leg: Leg, speaker: number): void {
    const carried = this.parts.pairs().filter((pair) => pair.carried !== null);
    const weak = carried.some(({ watch }) => watch.peek().quality === "weak");
    this.narrow = narrowed(this.narrow, weak, Date.now());
    const sizes = carried.map(({ participant }) => ({
      participant,
      size: sizeFor(carried.length, participant === speaker, this.narrow),
    }));
    for (const [at, pair] of carried.entries()) pair.held.value = sizes[at]?.size === 0;
    const wanted = `${leg.number} ${JSON.stringify(sizes)}`;
    if (this.wanted === wanted) return;
    this.wanted = wanted;
    this.tell("leg.want", { number: leg.number, sizes });
  }

  /** Lost, or late: what is left of the leg carries until another one is up. */
  begin(): void {
    this.coming?.close();
    const leg = new Leg(this.parts.configuration(), {
      join: (number, sdp) => this.tell("leg.join", { number, sdp }),
      answer: (number, turn, sdp) => void this.answer(number, turn, sdp),
      changed: () => this.changed(leg),
      failed: () => this.isOurs(leg) && this.parts.happened("failed"),
    });
    this.coming = leg;
    this.unheard = 0;
    for (const pair of this.parts.pairs()) pair.expect();
    leg.join(this.tracks);
    if (!this.showsPicture) leg.showPicture(false);
  }

  /** Until the server has heard it: should it be another process by then, nobody is to get it. */
  private async answer(number: number, turn: number, sdp: string): Promise<void> {
    this.unheard = turn;
    const heard = (await this.tell("leg.answer", { number, turn, sdp })) !== undefined;
    if (heard && this.unheard === turn) this.unheard = 0;
  }

  private changed(leg: Leg): void {
    if (leg === this.coming && leg.up) {
      this.leg?.close();
      this.leg = leg;
      this.coming = null;
      this.parts.happened("connected");
    }
    if (leg === this.leg && this.serves) this.carryNewcomers(leg);
  }

  /** Whoever came by no other way is shown at once; the others once something of them has come. */
  private carryNewcomers(leg: Leg): void {
    for (const pair of this.parts.pairs()) {
      const carried = leg.of(pair.participant);
      if (carried && (pair.carried || !pair.engine.connected)) pair.carry(carried);
    }
  }

  /** No longer, once two go on by themselves, although it is there a little longer. */
  private get serves(): boolean {
    return this.parts.app.state.peek().snapshot.room?.gathered ?? false;
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
      this.tell("leg.end", { number: leg.number });
    });
    this.leg = this.coming = null;
  }
}
