import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ParticipantView, SeatView } from "../protocol.gen.ts";
import { company, seatOf, type Snapshot } from "../state.ts";

export type Share = typeof import("../share/share.tsx");

/** The code of shown screens: loaded once the stage is there. */
export function useShare(snapshot: Snapshot): Share | null {
  const code = useSignal<Share | null>(null);
  const wanted = whoShows(snapshot) !== null;
  useEffect(() => {
    if (code.peek()) return;
    import("../share/share.tsx").then(
      (loaded) => {
        code.value = loaded;
      },
      () => undefined, // asked for again when somebody shows something
    );
  }, [wanted]);
  return code.value;
}

/** Who else shows their screen, and from where. */
export function whoShows(snapshot: Snapshot): { who: ParticipantView; seat: SeatView } | null {
  for (const who of company(snapshot)) {
    const seat = seatOf(snapshot, who.id);
    if (seat?.sharing) return { who, seat };
  }
  return null;
}
