import type { DeviceState } from "../room/devices/media.ts";

/** kbit/s; as `lasna/guidance/states.py` has them. */
export const ENOUGH_FOR_PICTURE = 500;
export const ENOUGH_FOR_SOUND = 100;

/** `silent`: open, and nothing is heard by it. */
export type Tried = DeviceState | "silent";

/** What was found out. `null`: not asked, or not to be found out. */
export interface Found {
  camera: Tried;
  microphone: Tried;
  heard: boolean | null;
  /** kbit/s. */
  speed: number | null;
  /** This network does not let the relay be reached. */
  blocked: boolean;
}

export type Reach = "video" | "sound" | "phone";

/** How far the connection reaches; one that was not measured is not blamed. */
export function reachOf({ speed, blocked }: Pick<Found, "speed" | "blocked">): Reach {
  if (blocked) return "phone";
  if (speed === null || speed >= ENOUGH_FOR_PICTURE) return "video";
  return speed >= ENOUGH_FOR_SOUND ? "sound" : "phone";
}

/** By which way a meeting works on this device. Nobody has to show themselves: without a camera it is the sound. */
export function verdictOf(found: Found): Reach {
  const reach = reachOf(found);
  if (found.microphone !== "on" || found.heard === false || reach === "phone") return "phone";
  return found.camera === "on" ? reach : "sound";
}
