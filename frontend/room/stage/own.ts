const HIDDEN = "own-hidden";

/** Whether one's own picture is shown: this browser remembers. */
export function ownIsShown(): boolean {
  return localStorage.getItem(HIDDEN) === null;
}

export function showOwn(shown: boolean): void {
  if (shown) localStorage.removeItem(HIDDEN);
  else localStorage.setItem(HIDDEN, "1");
}
