import { describe, expect, test } from "vitest";
import {
  FRESH,
  grewJustNow,
  isSilent,
  look,
  NO_READING,
  type Reading,
  readingOf,
  type Watch,
} from "./quality.ts";

function looks(count: number, reading: (place: number) => Partial<Reading>, from: Watch = FRESH): Watch {
  let watch = from;
  const start = from.reading.at;
  for (let place = 1; place <= count; place += 1) {
    watch = look(watch, { ...NO_READING, at: start + place * 500, ...reading(place) });
  }
  return watch;
}

const flowing = (place: number) => ({ bytes: place * 5000, packets: place * 25 });

describe("silence", () => {
  test("bytes that stop for a second are silence; bytes that come are none", () => {
    const live = looks(4, flowing);
    expect(isSilent(live)).toBe(false);
    expect(grewJustNow(live)).toBe(true);
    expect(isSilent(looks(1, () => flowing(4), live))).toBe(false);
    expect(isSilent(looks(2, () => flowing(4), live))).toBe(true);
  });
});

describe("quality", () => {
  test("steady loss is weak, and good again after a while without", () => {
    const lossy = looks(8, (place) => ({ ...flowing(place), lost: place * 5 }));
    expect(lossy.quality).toBe("weak");
    const better = looks(12, (place) => ({ ...flowing(8 + place), lost: 40 }), lossy);
    expect(better.quality).toBe("good");
  });

  test("one bad moment says nothing", () => {
    const watch = looks(6, (place) => ({ ...flowing(place), roundTrip: place === 3 ? 900 : 40 }));
    expect(watch.quality).toBe("good");
  });

  test("a network too thin for both pauses the picture for a while", () => {
    const thin = looks(7, (place) => ({ ...flowing(place), outgoing: 30_000 }));
    expect(thin.pausedUntil).toBeGreaterThan(thin.reading.at);
    const later = look(thin, { ...NO_READING, at: thin.pausedUntil + 1, bytes: 1, outgoing: 500_000 });
    expect(later.pausedUntil).toBe(0);
  });
});

test("a report of the browser in one reading", () => {
  const report = [
    {
      type: "inbound-rtp",
      kind: "audio",
      bytesReceived: 100,
      packetsReceived: 10,
      packetsLost: 1,
      audioLevel: 0.25,
    },
    { type: "inbound-rtp", kind: "video", bytesReceived: 900, packetsReceived: 20 },
    { type: "candidate-pair", state: "failed", nominated: true, currentRoundTripTime: 9 },
    {
      type: "candidate-pair",
      state: "succeeded",
      nominated: true,
      currentRoundTripTime: 0.05,
      availableOutgoingBitrate: 300_000,
    },
  ];
  expect(readingOf(report, 7)).toEqual({
    at: 7,
    bytes: 1000,
    packets: 10,
    lost: 1,
    roundTrip: 50,
    outgoing: 300_000,
    level: 0.25,
  });
});
