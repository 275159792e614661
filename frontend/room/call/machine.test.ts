import { describe, expect, test } from "vitest";
import { type Call, type Happening, next, type Phase, START } from "./machine.ts";

function callAfter(...happenings: Happening[]): Call {
  return happenings.reduce((call: Call, happening) => next(call, happening)?.[0] ?? call, START);
}

function effects(call: Call, happening: Happening): string[] {
  return (next(call, happening)?.slice(1) ?? []).map((effect) => (effect as { name: string }).name);
}

describe("meeting", () => {
  test("the newcomer offers; who was there first waits for the offer", () => {
    expect(effects(START, "meet")).toEqual(["offer", "retry"]);
    expect(effects(START, "await")).toEqual(["retry"]);
    expect(callAfter("meet", "connected").phase).toBe("live");
    expect(callAfter("await", "joined", "connected").phase).toBe("live");
  });

  test("an offer that does not come is replaced by ours", () => {
    expect(effects(callAfter("admitted"), "retry")).toEqual(["offer", "retry"]);
  });
});

describe("repair", () => {
  test("silence is asked about and repaired, and the call is live again by itself", () => {
    const live = callAfter("meet", "connected");
    expect(effects(live, "silent")).toEqual(["check", "restart", "retry"]);
    expect(callAfter("meet", "connected", "silent").phase).toBe("repairing");
    expect(callAfter("meet", "connected", "silent", "connected")).toEqual({ phase: "live", tries: 0 });
  });

  test("after three restarts a new connection is offered", () => {
    const tired = callAfter("meet", "connected", "silent", "retry", "retry");
    expect(effects(tired, "retry")).toEqual(["check", "offer", "retry"]);
  });

  test("a socket that goes away leaves live media alone", () => {
    expect(callAfter("meet", "connected", "away").phase).toBe("live");
    expect(callAfter("meet", "connected", "returned").phase).toBe("live");
  });

  test("while the other is away nothing is tried; when they return it is", () => {
    const broken = callAfter("meet", "connected", "silent", "away");
    expect(effects(broken, "away")).toEqual([]);
    expect(effects(broken, "returned")).toContain("restart");
  });
});

describe("phone and end", () => {
  test.each(["idle", "connecting", "live", "repairing"] satisfies Phase[])(
    "from %s to the phone everything is let go of",
    (phase) => {
      expect(effects({ phase, tries: 0 }, "phone")).toEqual(["close", "release"]);
    },
  );

  test("back to video opens the devices", () => {
    expect(effects(callAfter("phone"), "meet")).toContain("open");
    expect(effects(callAfter("phone"), "await")).toContain("open");
  });

  test("on the phone a retry left over means nothing", () => {
    expect(next(callAfter("phone"), "retry")).toBeNull();
  });

  test("an ended call stays ended", () => {
    const ended = callAfter("meet", "connected", "end");
    expect(ended.phase).toBe("ended");
    for (const happening of ["meet", "await", "joined", "connected", "retry", "phone"] as const) {
      expect(next(ended, happening)).toBeNull();
    }
  });
});
