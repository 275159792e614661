import { effect, type Signal, signal } from "@preact/signals";
import type { Device } from "./media.ts";

const LOST = new WeakMap<Device, Signal<boolean>>();

/**
 * Whether a device that was on has gone by itself: unplugged, asleep, taken by another program or a ringing phone.
 * One that has ended is opened again at once, and whenever devices change; one that is only silent may come back.
 */
export function losing(device: Device): Signal<boolean> {
  const known = LOST.get(device);
  if (known) return known;
  const lost = signal(false);
  LOST.set(device, lost);
  const again = () => {
    if (lost.peek() && !device.track.peek() && !device.opening.peek()) void device.open();
  };
  /** Switched off or closed: nobody misses it. */
  const isOff = () => device.state.peek() === "off" || !device.wanted;
  const see = () => {
    const track = device.track.peek();
    if (isOff()) lost.value = false;
    else if (track) lost.value = track.muted;
  };
  effect(() => {
    void [device.track.value, device.state.value];
    see();
  });
  effect(() => {
    const track = device.track.value;
    track?.addEventListener("mute", see);
    track?.addEventListener("unmute", see);
    track?.addEventListener("ended", () => {
      lost.value = !isOff();
      again();
    });
  });
  navigator.mediaDevices.addEventListener("devicechange", again);
  return lost;
}
