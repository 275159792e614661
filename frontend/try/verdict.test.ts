import { describe, expect, it } from "vitest";
import { type Found, reachOf, verdictOf } from "./verdict.ts";

const WELL: Found = { camera: "on", microphone: "on", heard: true, speed: 5000, blocked: false };

describe("how a meeting works on this device", () => {
  it.each<[Partial<Found>, string]>([
    [{}, "video"],
    [{ speed: null }, "video"],
    [{ speed: 500 }, "video"],
    [{ speed: 499 }, "sound"],
    [{ speed: 100 }, "sound"],
    [{ speed: 99 }, "phone"],
    [{ blocked: true }, "phone"],
    [{ camera: "blocked" }, "sound"],
    [{ camera: "off" }, "sound"],
    [{ camera: "missing", speed: 50 }, "phone"],
    [{ microphone: "blocked" }, "phone"],
    [{ microphone: "silent" }, "phone"],
    [{ microphone: "" }, "phone"],
    [{ heard: false }, "phone"],
    [{ heard: null }, "video"],
  ])("%j is %s", (change, verdict) => {
    expect(verdictOf({ ...WELL, ...change })).toBe(verdict);
  });

  it("a connection that was not measured is not blamed", () => {
    expect(reachOf({ speed: null, blocked: false })).toBe("video");
    expect(reachOf({ speed: 0, blocked: false })).toBe("phone");
  });
});
