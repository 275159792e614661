/** This tab's name towards the server: kept over a reload, not shared with a duplicated tab. */
export async function screenName(): Promise<string> {
  const kept = sessionStorage.getItem("screen");
  const name = kept && (await isOurs(kept)) ? kept : newName();
  sessionStorage.setItem("screen", name);
  holdLock(name);
  return name;
}

function newName(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("-");
}

function holdLock(name: string): void {
  const forever = () => new Promise<void>(() => undefined);
  void navigator.locks?.request(name, forever).catch(() => undefined);
}

async function isOurs(name: string): Promise<boolean> {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!navigator.locks || entry?.type === "reload") return true;
  const { held } = await navigator.locks.query();
  return !held?.some((lock) => lock.name === name);
}
