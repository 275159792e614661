import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { losing } from "./losing.ts";
import { Device } from "./media.ts";

class FakeTrack extends EventTarget {
  muted = false;
  enabled = true;
  onended: (() => void) | null = null;
  stop(): void {}
  getSettings() {
    return {};
  }
  happens(what: "mute" | "unmute" | "ended"): void {
    if (what === "ended") this.onended?.();
    else this.muted = what === "mute";
    this.dispatchEvent(new Event(what));
  }
}

let given: (FakeTrack | string)[];
const mediaDevices = Object.assign(new EventTarget(), {
  async getUserMedia() {
    const next = given.shift() ?? "NotFoundError";
    if (typeof next === "string") throw new DOMException("", next);
    return { getTracks: () => [next] };
  },
});
const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

beforeEach(() => {
  given = [];
  vi.stubGlobal("navigator", { mediaDevices });
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("sessionStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((done) => setTimeout(done));

async function opened(): Promise<{ device: Device; first: FakeTrack; lost: { value: boolean } }> {
  const first = new FakeTrack();
  given = [first];
  const device = new Device("microphone");
  const lost = losing(device);
  await device.open();
  expect([lost.value, device.state.value]).toEqual([false, "on"]);
  return { device, first, lost };
}

test("a device that ended is opened again by itself", async () => {
  const { device, first, lost } = await opened();
  const second = new FakeTrack();
  given = [second];
  first.happens("ended");
  expect(lost.value).toBe(true);
  await settled();
  expect([lost.value, device.track.value]).toEqual([false, second]);
});

test("one that does not come back is lost until devices change, or somebody opens it", async () => {
  const { device, first, lost } = await opened();
  given = ["NotReadableError"];
  first.happens("ended");
  await settled();
  expect([lost.value, device.state.value]).toEqual([true, "busy"]);
  given = [new FakeTrack()];
  mediaDevices.dispatchEvent(new Event("devicechange"));
  await settled();
  expect([lost.value, device.state.value]).toEqual([false, "on"]);
});

test("one that is silent for a while, as when the phone rings, comes back by itself", async () => {
  const { device, first, lost } = await opened();
  first.happens("mute");
  expect(lost.value).toBe(true);
  mediaDevices.dispatchEvent(new Event("devicechange"));
  await settled();
  expect(device.track.value).toBe(first);
  first.happens("unmute");
  expect(lost.value).toBe(false);
});

test.each(["switched off", "closed"])(
  "one that was lost and then %s stays closed when devices change",
  async (how) => {
    const { device, first, lost } = await opened();
    given = ["NotReadableError"];
    first.happens("ended");
    await settled();
    if (how === "closed") device.close();
    else device.want(false);
    expect([lost.value, device.state.value]).toEqual([false, "off"]);
    given = [new FakeTrack()];
    mediaDevices.dispatchEvent(new Event("devicechange"));
    await settled();
    expect(device.track.value).toBe(null);
  },
);

test("one that the system has muted is missed no longer once it is switched off, and again once it is on", async () => {
  const { device, first, lost } = await opened();
  first.happens("mute");
  expect(lost.value).toBe(true);
  await device.toggle();
  expect([lost.value, device.state.value]).toEqual([false, "off"]);
  await device.toggle();
  expect([lost.value, device.state.value]).toEqual([true, "on"]);
});
