import { type Signal, signal } from "@preact/signals";
import { type Call, type Effect, type Happening, next, type Phase, START } from "./machine.ts";

export type Effects = Record<Exclude<Effect["name"], "retry">, () => void>;

/** A call as it goes on: what happens to it, and what is done about it. */
export class Lifeline {
  readonly call: Signal<Call> = signal(START);
  private readonly effects: Effects;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(effects: Effects) {
    this.effects = effects;
  }

  get phase(): Phase {
    return this.call.peek().phase;
  }

  happened(happening: Happening): void {
    const step = next(this.call.peek(), happening);
    if (!step) return;
    const [call, ...effects] = step;
    this.set(call);
    for (const one of effects) {
      if (one.name === "retry") this.retry = setTimeout(() => this.happened("retry"), one.after);
      else this.effects[one.name]();
    }
  }

  /** Somebody else sees to it now. */
  set(call: Call): void {
    clearTimeout(this.retry);
    this.call.value = call;
  }
}
