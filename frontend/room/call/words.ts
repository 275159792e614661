import { type Signal, signal } from "@preact/signals";
import type { App } from "../app.ts";
import { writesCaptions } from "../state.ts";
import { SoundCheck } from "./sound-check.ts";
import { type Line, MOST_LETTERS, readSaid, withSaid } from "./written.ts";

const WRITES = "lasna.writes";

/** By whichever way the others are reached. */
export interface Sayer {
  /** Said once, to whoever is there. */
  say(text: string): void;
  /** This person's line as it stands: said again to whoever comes. */
  write(text: string): void;
}

export interface WordsProps {
  app: App;
  words: Words;
}

/** What goes between people beside picture and sound: real-time text, captions, the sound check. */
export class Words {
  readonly written: Signal<readonly Line[]> = signal([]);
  /** Whether this person has it open: remembered by those who need it. */
  readonly writing: Signal<boolean> = signal(localStorage.getItem(WRITES) !== null);
  readonly mostLetters = MOST_LETTERS;
  readonly soundCheck: SoundCheck;
  private line = Date.now();
  private readonly app: App;
  private readonly sayer: Sayer;

  constructor(app: App, sayer: Sayer) {
    this.app = app;
    this.sayer = sayer;
    this.soundCheck = new SoundCheck((text) => sayer.say(text));
    const { snapshot } = app.state.peek();
    if (writesCaptions(snapshot, snapshot.meetings?.me)) this.writing.value = true;
  }

  open(open: boolean): void {
    this.writing.value = open;
    if (open) localStorage.setItem(WRITES, "1");
    else localStorage.removeItem(WRITES);
  }

  /** This person's line as it stands now, to everybody. */
  write(text: string): void {
    const said = { line: this.line, text };
    const me = this.app.state.peek().snapshot.meetings?.me ?? 0;
    this.written.value = withSaid(this.written.peek(), me, said);
    this.sayer.write(JSON.stringify(said));
  }

  newLine(): void {
    this.line = Math.max(Date.now(), this.line + 1);
  }

  /** Somebody writes: whoever has it closed sees it open. Captions have a place of their own. */
  heard(participant: number, data: unknown): void {
    if (!participant || this.soundCheck.receive(participant, data)) return;
    const said = readSaid(data);
    if (!said) return;
    this.written.value = withSaid(this.written.peek(), participant, said);
    if (said.text !== "" && !writesCaptions(this.app.state.peek().snapshot, participant))
      this.writing.value = true;
  }
}
