/** One direction of a narrow, lossy road: a queue that empties at a rate, and packets that never come. */

/** Shared by both directions of a network. */
export interface Conditions {
  /** Bits a second, headers included. */
  rate: number;
  /** Share of the packets that are lost, 0 … 1. */
  loss: number;
}

/** Milliseconds that every packet is under way, one way. */
const DELAY = 20;
/** Milliseconds that a packet may wait in the queue; one that would wait longer is dropped. */
const LONGEST_WAIT = 500;
/** Bytes of IPv4 and UDP beside what a packet carries. */
const HEADERS = 28;

/** Numbers from 0 to 1, the same ones for the same seed. */
export function chances(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface Waiting {
  due: number;
  deliver: () => void;
}

export class Link {
  private readonly conditions: Readonly<Conditions>;
  private readonly chance: () => number;
  /** When all that was taken so far will have been sent, on the clock of `performance.now()`. */
  private free = 0;
  private readonly waiting: Waiting[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(conditions: Readonly<Conditions>, chance: () => number) {
    this.conditions = conditions;
    this.chance = chance;
  }

  /** Packets leave in the order they came. `bytes`: what the packet carries. */
  pass(bytes: number, deliver: () => void): void {
    const now = performance.now();
    const begin = Math.max(now, this.free);
    if (this.chance() < this.conditions.loss || begin - now > LONGEST_WAIT) return;
    this.free = begin + ((bytes + HEADERS) * 8000) / this.conditions.rate;
    this.waiting.push({ due: this.free + DELAY, deliver });
    if (this.waiting.length === 1) this.wake();
  }

  close(): void {
    clearTimeout(this.timer);
    this.waiting.length = 0;
  }

  private wake(): void {
    const first = this.waiting[0];
    if (first) this.timer = setTimeout(() => this.deliverDue(), Math.max(first.due - performance.now(), 0));
  }

  private deliverDue(): void {
    const now = performance.now();
    while (this.waiting[0] && this.waiting[0].due <= now) this.waiting.shift()?.deliver();
    this.wake();
  }
}
