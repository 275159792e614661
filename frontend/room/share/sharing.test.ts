import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { App } from "../app.ts";
import type { RoomState } from "../state.ts";
import { canShare, mayShare, Sharing } from "./sharing.ts";

class FakeTrack {
  readyState = "live";
  contentHint = "";
  onended: (() => void) | null = null;
  readonly surface: string | undefined;
  constructor(surface: string | undefined) {
    this.surface = surface;
  }
  getSettings(): object {
    return this.surface ? { displaySurface: this.surface } : {};
  }
  stop(): void {
    this.readyState = "ended";
  }
}

interface Room {
  rule?: string;
  status?: string;
  phone?: { video_wanted: boolean } | null;
  elsewhere?: boolean;
  rights?: string[];
  sharing?: string;
}

function stateOf(room: Room): RoomState {
  const seat = {
    participant: 1,
    screen: "ours",
    camera: true,
    microphone: true,
    sharing: room.sharing ?? "",
  };
  const snapshot = {
    meetings: {
      me: 1,
      status: room.status ?? "under_way",
      phone: room.phone ?? null,
      participants: [{ id: 1, role: "client" }],
      rules: [{ name: "share", value: room.rule ?? "everybody", by: "" }],
    },
    room: { seats: [seat], seat_elsewhere: room.elsewhere ?? false, ice_servers: [], relay_only: false },
  };
  return { standing: "guest", rights: room.rights ?? ["seat.share"], snapshot } as unknown as RoomState;
}

let picked: FakeTrack | DOMException;
let said: string[];
let answer: object | undefined;

function appIn(room: Room = {}, role = "client"): App {
  const say = (_type: string, { sharing }: { sharing: string }) => said.push(sharing);
  const app = {
    boot: { role },
    screen: "ours",
    state: signal(stateOf(room)),
    shown: signal(null),
    notice: signal(""),
    may(right: string) {
      return this.state.value.rights.includes(right);
    },
    ask: async (type: string, fields: { sharing: string }) => {
      say(type, fields);
      return answer;
    },
    tell: say,
  };
  return app as unknown as App;
}

beforeEach(() => {
  said = [];
  answer = {};
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getDisplayMedia: async () => {
        if (picked instanceof DOMException) throw picked;
        return { getVideoTracks: () => [picked] };
      },
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["everybody", "client", true],
  ["adviser", "client", false],
  ["adviser", "adviser", true],
  ["nobody", "adviser", false],
])("rule %s, %s: %s", (rule, role, may) => expect(mayShare(appIn({ rule }, role))).toBe(may));

test.each([
  ["without the right", { rights: [] }],
  ["by phone", { phone: { video_wanted: false } }],
  ["after the end", { status: "ended" }],
  ["in another tab", { elsewhere: true }],
])("nothing is shown %s", (_when, room) => expect(mayShare(appIn(room))).toBe(false));

test("where the browser cannot, nothing is offered", () => {
  vi.stubGlobal("navigator", { mediaDevices: {} });
  expect(canShare()).toBe(false);
});

test.each(["browser", "window"])("a %s is shown once the server has agreed", async (surface) => {
  const app = appIn();
  const sharing = new Sharing(app);
  picked = new FakeTrack(surface);
  await sharing.choose();
  expect(said).toEqual(["on"]);
  expect(app.shown.value).toBe(picked);
});

test.each(["monitor", undefined])("a screen (%s) is not shown before its owner says so", async (surface) => {
  const app = appIn();
  const sharing = new Sharing(app);
  picked = new FakeTrack(surface);
  await sharing.choose();
  expect([said, app.shown.value, sharing.chosen.value]).toEqual([[], null, picked]);
  await sharing.showChosen();
  expect([said, app.shown.value, sharing.chosen.value]).toEqual([["on"], picked, null]);
});

test("left again, the screen is let go of and nobody was told", async () => {
  const sharing = new Sharing(appIn());
  const track = new FakeTrack("monitor");
  picked = track;
  await sharing.choose();
  sharing.cancel();
  expect([track.readyState, said]).toEqual(["ended", []]);
});

test("refused by the server, nothing is sent", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  const track = new FakeTrack("browser");
  picked = track;
  answer = undefined;
  await sharing.choose();
  expect([track.readyState, app.shown.value, sharing.track.value]).toEqual(["ended", null, null]);
});

test("a closed window ends it, and the others are told", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  const track = new FakeTrack("window");
  picked = track;
  await sharing.choose();
  track.onended?.();
  expect([said, app.shown.value]).toEqual([["on", ""], null]);
});

test("paused, nothing is sent; then it goes on", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  picked = new FakeTrack("window");
  await sharing.choose();
  sharing.pause(true);
  expect(app.shown.value).toBeNull();
  sharing.pause(false);
  expect(app.shown.value).toBe(picked);
  expect(said).toEqual(["on", "paused", "on"]);
});

test("by phone it stops by itself", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  const track = new FakeTrack("window");
  picked = track;
  await sharing.choose();
  app.state.value = stateOf({ sharing: "on", phone: { video_wanted: false } });
  expect([track.readyState, said.at(-1)]).toEqual(["ended", ""]);
});

test("on a new seat, what is shown is said again", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  picked = new FakeTrack("window");
  await sharing.choose();
  app.state.value = stateOf({ sharing: "on" });
  expect(said).toEqual(["on"]);
  app.state.value = stateOf({ sharing: "" });
  expect(said).toEqual(["on", "on"]);
});

test("closing the browser's question is no fault; any other error is told in words", async () => {
  const app = appIn();
  const sharing = new Sharing(app);
  picked = new DOMException("", "NotAllowedError");
  await sharing.choose();
  expect([app.notice.value, said]).toEqual(["", []]);
});
