import { type Signal, signal } from "@preact/signals";

/** "Can everybody be heard?": asked by the connections between the browsers, answered by a press, kept nowhere. */

/** Somebody at another device is about to speak. */
export interface Asked {
  readonly participant: number;
  readonly number: number;
  readonly name: string;
}

/** Who speaks now at this device, and what each of the others says to it. */
export interface Asking {
  readonly number: number;
  readonly name: string;
  readonly heard: ReadonlyMap<number, boolean>;
}

type Told = { ask: number; name: string } | { ask: number; heard: boolean } | { ask: number; over: true };

const MOST_LETTERS = 200;
const MOST_SENT = 2000;

/** What came by a channel; null: not of a sound check. */
export function readTold(data: unknown): Told | null {
  if (typeof data !== "string" || data.length > MOST_SENT) return null;
  try {
    return told(JSON.parse(data) as Record<string, unknown>);
  } catch {
    return null;
  }
}

function told({ ask, name, heard, over }: Record<string, unknown>): Told | null {
  if (!Number.isSafeInteger(ask)) return null;
  const number = ask as number;
  if (typeof heard === "boolean") return { ask: number, heard };
  if (over === true) return { ask: number, over };
  const named = typeof name === "string" && name !== "" && name.length <= MOST_LETTERS;
  return named ? { ask: number, name } : null;
}

export class SoundCheck {
  readonly asked: Signal<Asked | null> = signal(null);
  readonly asking: Signal<Asking | null> = signal(null);
  private readonly send: (text: string) => void;
  private number = Date.now();

  /** `send` reaches everybody to whom there is a connection. */
  constructor(send: (text: string) => void) {
    this.send = send;
  }

  /** Who sits here as `name` speaks now. */
  ask(name: string): void {
    this.number += 1;
    this.asking.value = { number: this.number, name, heard: new Map() };
    this.send(JSON.stringify({ ask: this.number, name: name.slice(0, MOST_LETTERS) } satisfies Told));
  }

  /** The question stands no longer. */
  end(): void {
    const { number } = this.asking.peek() ?? {};
    this.asking.value = null;
    if (number) this.send(JSON.stringify({ ask: number, over: true } satisfies Told));
  }

  answer(heard: boolean): void {
    const asked = this.asked.peek();
    this.asked.value = null;
    if (asked) this.send(JSON.stringify({ ask: asked.number, heard } satisfies Told));
  }

  /** True: it was of a sound check. */
  receive(participant: number, data: unknown): boolean {
    const said = readTold(data);
    if (!said) return false;
    if ("name" in said) this.asked.value = { participant, number: said.ask, name: said.name };
    else if ("heard" in said) this.heard(participant, said.ask, said.heard);
    else if (this.asked.peek()?.number === said.ask) this.asked.value = null;
    return true;
  }

  private heard(participant: number, number: number, heard: boolean): void {
    const asking = this.asking.peek();
    if (asking?.number !== number) return;
    this.asking.value = { ...asking, heard: new Map(asking.heard).set(participant, heard) };
  }

  /** They left: what they asked cannot be answered. */
  gone(participant: number): void {
    if (this.asked.peek()?.participant === participant) this.asked.value = null;
  }
}
