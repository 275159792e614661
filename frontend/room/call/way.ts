import type { App } from "../app.ts";
import { untilHere } from "../load.ts";
import { standstillOf } from "./conditions.ts";
import type { Gathering } from "./gathering.ts";
import type { FromServer } from "./leg.ts";
import { Lifeline } from "./lifeline.ts";
import { START } from "./machine.ts";
import type { Pair } from "./pair.ts";
import { isSilent, readingOf } from "./quality.ts";

/** Milliseconds: for so long the media server may still serve when two go on by themselves. */
const SERVES = 10_000;
/** The others may still be listening to it. */
const LINGERS = 3000;

/** By which way all go: the media server where many are here, else a connection with each. */
export class Way {
  private readonly app: App;
  private readonly pairs: () => readonly Pair[];
  private readonly configuration: () => RTCConfiguration;
  /** Is there while the server serves, and a little longer. */
  private gathering: Gathering | null = null;
  /** When it stops serving; 0: it goes on. */
  private endsAt = 0;
  private readonly line: Lifeline;

  constructor(app: App, pairs: () => readonly Pair[], configuration: () => RTCConfiguration) {
    this.app = app;
    this.pairs = pairs;
    this.configuration = configuration;
    const begin = () => this.gathering?.begin();
    const nothing = () => undefined;
    this.line = new Lifeline({
      offer: begin,
      restart: begin,
      resend: begin,
      check: () => app.checkSocket(),
      close: () => this.gathering?.hungUp(),
      prepare: nothing,
      open: nothing,
      release: nothing,
    });
  }

  get gathered(): boolean {
    return this.app.state.peek().snapshot.room?.gathered ?? false;
  }

  receive(said: FromServer): void {
    this.gathering?.receive(said);
  }

  showPicture(shown: boolean): void {
    this.gathering?.showPicture(shown);
  }

  /** Through the media server: what was there goes on until that carries everybody. `back`: ask whether it is still right,
   * on a fresh welcome, and when a room is gathered that was left a moment ago. */
  async gather(back: boolean): Promise<void> {
    const { Gathering } = await untilHere(() => import("./gathering.ts"));
    if (!this.gathered || standstillOf(this.app.state.peek().snapshot)) return;
    this.endsAt = 0;
    if (this.gathering && !back) return;
    this.gathering ??= new Gathering({
      app: this.app,
      pairs: this.pairs,
      configuration: this.configuration,
      happened: (what) => this.line.happened(what),
      readingOf,
      isSilent,
    });
    this.gathering.sync();
  }

  /** By connections of our own; the media server serves until these do. */
  part(): void {
    for (const pair of this.pairs()) pair.part();
    this.endsAt = Date.now() + SERVES;
  }

  /** Two go on by themselves, and did not just before. */
  get isParting(): boolean {
    return this.gathering !== null && !this.gathered;
  }

  async look(speaker: number): Promise<void> {
    if (!this.isParting) {
      await this.gathering?.look(speaker);
      return;
    }
    const now = Date.now();
    const bridged = this.pairs().some(({ isBridged }) => isBridged);
    if (!bridged) this.endsAt = Math.min(this.endsAt, now + LINGERS);
    if (now >= this.endsAt) this.end();
  }

  end(): void {
    this.line.set(START);
    this.gathering?.close();
    this.gathering = null;
  }
}
