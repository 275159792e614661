/** How large the pictures are that the media server sends us: by how many there are, and what the network carries. */

export interface Narrow {
  /** How many sizes less than there is room for on the stage. */
  level: number;
  /** When that was last changed. */
  since: number;
}

export const WIDE: Narrow = { level: 0, since: 0 };

/** Milliseconds in which a smaller picture shows whether it helps, and after which a larger one is tried. */
const HELPS = 2500;
const TRIES = 10_000;
const LEAST = 3;
/** From so many others on they are small. */
const MANY = 5;

/** After one more look. */
export function narrowed(now: Narrow, weak: boolean, at: number): Narrow {
  const passed = at - now.since;
  if (weak) return now.level < LEAST && passed >= HELPS ? { level: now.level + 1, since: at } : now;
  return now.level > 0 && passed >= TRIES * now.level ? { level: now.level - 1, since: at } : now;
}

/** 0: no picture, the sound comes first; 3: as large as there is. */
export function sizeFor(others: number, speaks: boolean, { level }: Narrow): number {
  const room = others === 1 ? 3 : others < MANY || speaks ? 2 : 1;
  return Math.max(0, room - level);
}
