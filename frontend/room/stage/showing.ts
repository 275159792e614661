import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { untilHere } from "../load.ts";
import type { ParticipantView, SeatView } from "../protocol.gen.ts";
import { company, type Snapshot, seatOf } from "../state.ts";

export type Later = typeof import("./later.ts");

/** A question that is not asked would keep somebody at the door. */
export function useLater(): Later | null {
  const code = useSignal<Later | null>(null);
  useEffect(() => {
    void untilHere(() => import("./later.ts")).then((loaded) => {
      code.value = loaded;
    });
  }, []);
  return code.value;
}

export type Written = typeof import("../writing/writing.tsx");

/** The code of real-time text: loaded once somebody writes, or wants to. */
export function useWriting(wanted: boolean): Written | null {
  const code = useSignal<Written | null>(null);
  useEffect(() => {
    if (!wanted || code.peek()) return;
    import("../writing/writing.tsx").then(
      (loaded) => {
        code.value = loaded;
      },
      () => undefined, // asked for again when it is opened again
    );
  }, [wanted]);
  return wanted ? code.value : null;
}

/** Who else shows their screen, and from where. */
export function whoShows(snapshot: Snapshot): { who: ParticipantView; seat: SeatView } | null {
  for (const who of company(snapshot)) {
    const seat = seatOf(snapshot, who.id);
    if (seat?.sharing) return { who, seat };
  }
  return null;
}
