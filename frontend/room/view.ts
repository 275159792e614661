import type { RoomState } from "./state.ts";

export type DoorStep = "camera" | "sound" | "microphone" | "ready";

/** What this browser knows by itself. */
export interface Local {
  step: DoorStep;
  left: boolean;
  /** Why the server closed the socket for good; "" while it has not. */
  farewell: string;
  /** In the room as far as we know, before the server has spoken. */
  inRoom: boolean;
}

export type View =
  | "camera"
  | "sound"
  | "microphone"
  | "waiting"
  | "stage"
  | "ended"
  | "cancelled"
  | "denied"
  | "removed"
  | "left"
  | "elsewhere"
  | "gone"
  | "loading";

export const IN_ROOM: ReadonlySet<string> = new Set(["guest", "partner", "companion", "host"]);

function over({ snapshot }: RoomState): View | null {
  const { meetings, door } = snapshot;
  if (meetings?.status === "cancelled" || door?.over === "cancelled") return "cancelled";
  return meetings?.status === "ended" || door?.over === "ended" ? "ended" : null;
}

function closed(state: RoomState, local: Local): View | null {
  const end = over(state);
  if (end) return end;
  if (local.left) return "left";
  if (state.snapshot.door?.state === "denied") return "denied";
  if (state.snapshot.removed || state.snapshot.door?.state === "removed") return "removed";
  if (local.farewell) return "gone";
  return state.snapshot.room?.seat_elsewhere ? "elsewhere" : null;
}

/** Which screen is shown. */
export function viewOf(state: RoomState, local: Local): View {
  const view = closed(state, local);
  if (view) return view;
  if (IN_ROOM.has(state.standing)) return "stage";
  if (state.standing === "" && local.inRoom) return "loading";
  return local.step === "ready" ? "waiting" : local.step;
}
