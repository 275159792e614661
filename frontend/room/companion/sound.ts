import { computed, effect, untracked } from "@preact/signals";
import type { App } from "../app.ts";
import { standstillOf } from "../call/conditions.ts";
import type { Device } from "../devices/media.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { myself, otherDevice, type Snapshot, seatOf } from "../state.ts";

/** Where somebody has two devices, microphone and loudspeaker are at one of them. */
export function soundIsAt(snapshot: Snapshot, who: ParticipantView | undefined): boolean {
  if (who?.companion_of) return who.has_sound;
  const device = otherDevice(snapshot, who);
  return !(device?.has_sound && seatOf(snapshot, device.id));
}

/** Of two devices, the one that has the sound sends it; a second device opens its microphone only then. */
export function followSound(app: App): void {
  const { microphone } = app.devices;
  const companion = app.boot.role === "companion";
  /** Nobody of theirs was heard at the other device when last seen. */
  let silent = false;
  const here = computed(() => {
    const { snapshot, standing } = app.state.value;
    return !(companion && standing === "") && soundIsAt(snapshot, myself(snapshot));
  });
  effect(() => {
    const { snapshot } = app.state.value;
    const there = seatOf(snapshot, otherDevice(snapshot)?.id ?? 0);
    if (!here.value && there && !standstillOf(snapshot)) silent = !there.microphone;
  });
  effect(() => {
    // It comes by itself, the other device is gone: whoever was silent there stays so.
    if (here.value && silent) untracked(() => microphone.silence());
    microphone.veil.value = here.value ? undefined : null;
    if (companion) untracked(() => openWhere(microphone, here.peek()));
  });
}

function openWhere(microphone: Device, here: boolean): void {
  if (!here) microphone.close();
  else if (!microphone.track.peek()) void microphone.open();
}
