import { type Signal, signal } from "@preact/signals";

const KEPT = "links.seen";

/** The last link that was opened or put away in this tab: over a reload too. */
class Seen {
  readonly last: Signal<number> = signal(Number(sessionStorage.getItem(KEPT) ?? 0));

  upTo(link: number): void {
    this.last.value = Math.max(this.last.peek(), link);
    sessionStorage.setItem(KEPT, String(this.last.peek()));
  }
}

export const seen = new Seen();
