import { type Signal, signal } from "@preact/signals";
import type { App } from "../app.ts";
import { untilHere } from "../load.ts";
import type { Pair } from "./pair.ts";
import type { Way } from "./way.ts";
import type { Words } from "./words.ts";

/** What came before its code was there. */
const MOST_UNREAD = 100;

/** Words between people, by whichever way they are connected. */
export class Talk {
  /** Once the room is entered. */
  readonly words: Signal<Words | null> = signal(null);
  private readonly unread: (readonly [participant: number, data: unknown])[] = [];
  private written = "";
  private readonly app: App;
  private readonly way: Way;
  private readonly pairs: () => readonly Pair[];

  constructor(app: App, way: Way, pairs: () => readonly Pair[]) {
    this.app = app;
    this.way = way;
    this.pairs = pairs;
  }

  async open(): Promise<void> {
    const { Words } = await untilHere(() => import("./words.ts"));
    this.words.value ??= new Words(this.app, this);
    for (const said of this.unread.splice(0)) this.words.value.heard(...said);
  }

  read(participant: number, data: unknown): void {
    const words = this.words.peek();
    if (words) words.heard(participant, data);
    else if (this.unread.length < MOST_UNREAD) this.unread.push([participant, data]);
  }

  say(text: string): void {
    if (this.way.gathered) this.app.pass("", { kind: "text", text });
    else for (const { engine } of this.pairs()) engine.say(text);
  }

  write(text: string): void {
    this.written = text;
    if (this.way.gathered) this.say(text);
    for (const { engine } of this.pairs()) engine.write(text);
  }

  /** Somebody came who has missed it. A connection of two says it by itself. */
  sayAgain(): void {
    if (this.written) this.say(this.written);
  }
}
