import type { Amount } from "./sending.ts";

/**
 * How our picture is sent. Sound comes first: the picture begins small, and takes more when the network has shown that
 * it has room. `growing`: small still, with more bits, by which the browser finds out how much room there is;
 * `trying`: whole, and the same again for a sharp one.
 */
export type Size = "small" | "growing" | "whole" | "trying" | "sharp";

const VOICE = { maxBitrate: 24_000 };
const WHOLE = {
  picture: { maxBitrate: 500_000, scaleResolutionDownBy: 1 },
  rather: "maintain-framerate",
  voice: VOICE,
};
const SHARP = { ...WHOLE, picture: { ...WHOLE.picture, maxBitrate: 1_500_000 } };

/** Small is what a connection begins with. */
export const AMOUNTS: Readonly<Partial<Record<Size, Amount>>> = {
  growing: {
    picture: { maxBitrate: 500_000, scaleResolutionDownBy: 2 },
    rather: "maintain-framerate-and-resolution",
    voice: VOICE,
  },
  whole: WHOLE,
  trying: SHARP,
  sharp: SHARP,
};

export interface Picture {
  size: Size;
  /** Looks in a row that spoke for the next larger size, and for the next smaller one. */
  up: number;
  down: number;
  /** So many for a sharp picture are asked before it is tried: more after each try that failed. */
  patience: number;
}

/** What one look says. `outgoing`: bits a second that the network would take; 0: the browser does not tell. */
export interface Seen {
  outgoing: number;
  weak: boolean;
}

interface Step {
  larger: Size;
  up(seen: Seen): boolean;
  /** Looks in a row that are asked for it. */
  ups(seen: Seen, patience: number): number;
  smaller: Size;
  down(seen: Seen): boolean;
  downs: number;
}

/** Bits a second. Less than this is no room for a picture beside the sound. */
const SCARCE = 120_000;
const PLENTY = 250_000;
/** What a whole picture asks for at least, or the browser makes it small again by itself. */
const ENOUGH = 500_000;
const AMPLE = 800_000;
/** More than a sharp picture and all else take: what comes in between must not starve the sound. */
const WIDE = 2_200_000;
const NO_LONGER_WIDE = 1_000_000;
const MORE_PATIENCE = 16;

const never = () => false;
const has = (rate: number) => (seen: Seen) => !seen.weak && (seen.outgoing === 0 || seen.outgoing >= rate);
const lacks = (rate: number) => (seen: Seen) => seen.outgoing > 0 && seen.outgoing < rate;

const STEPS: Readonly<Record<Size, Step>> = {
  small: {
    larger: "growing",
    up: has(SCARCE),
    // While little is sent, little is what the browser knows of: after a while it is tried.
    ups: (seen) => (has(PLENTY)(seen) ? 2 : 6),
    smaller: "small",
    down: never,
    downs: 1,
  },
  growing: {
    larger: "whole",
    up: has(ENOUGH),
    ups: () => 1,
    smaller: "small",
    down: lacks(SCARCE),
    downs: 2,
  },
  whole: {
    larger: "trying",
    up: has(AMPLE),
    ups: (_, patience) => patience,
    smaller: "small",
    down: lacks(SCARCE),
    downs: 2,
  },
  trying: { larger: "sharp", up: has(WIDE), ups: () => 1, smaller: "whole", down: () => true, downs: 4 },
  sharp: {
    larger: "sharp",
    up: never,
    ups: () => 1,
    smaller: "whole",
    down: (seen) => seen.weak || lacks(NO_LONGER_WIDE)(seen),
    downs: 1,
  },
};

/** After one more look. */
export function sizedAfter(picture: Picture, seen: Seen): Picture {
  const step = STEPS[picture.size];
  const up = step.up(seen) ? picture.up + 1 : 0;
  const down = step.down(seen) ? picture.down + 1 : 0;
  if (up >= step.ups(seen, picture.patience)) return { ...picture, size: step.larger, up: 0, down: 0 };
  if (down < step.downs) return { ...picture, up, down };
  return { size: step.smaller, up: 0, down: 0, patience: patienceAfter(picture) };
}

/** A sharp picture that was too much is not tried again soon. */
function patienceAfter({ size, patience }: Picture): number {
  return size === "trying" || size === "sharp" ? patience * MORE_PATIENCE : patience;
}
