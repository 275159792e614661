let wanted = false;
let lock: WakeLockSentinel | null = null;

/** Keep the screen on while somebody waits or talks, where the browser can. */
export function keepAwake(on: boolean): void {
  wanted = on;
  void settle();
}

async function settle(): Promise<void> {
  if (!wanted) {
    await lock?.release();
    lock = null;
  } else if (document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }
}

document.addEventListener("visibilitychange", () => void settle());
