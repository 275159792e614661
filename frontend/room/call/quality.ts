import type { Picture, sizedAfter } from "./picture.ts";

/** What one look at the statistics says. Counters grow; times in ms; rates in bit/s. */
export interface Reading {
  at: number;
  bytes: number;
  packets: number;
  lost: number;
  roundTrip: number;
  /** What the network would take from us; 0: not known. */
  outgoing: number;
  /** How loud what comes in is: 0 … 1. */
  level: number;
}

export const NO_READING: Reading = {
  at: 0,
  bytes: 0,
  packets: 0,
  lost: 0,
  roundTrip: 0,
  outgoing: 0,
  level: 0,
};

export interface Watch {
  reading: Reading;
  /** When bytes last came in. */
  grewAt: number;
  /** Looks in a row that were weak (above 0) or good (below 0). */
  run: number;
  quality: "good" | "weak";
  /** Until when our picture is paused, so that the sound gets through; 0: it is not. */
  pausedUntil: number;
  thin: number;
  /** How our picture is sent to them. */
  picture: Picture;
}

export const FRESH: Watch = {
  reading: NO_READING,
  grewAt: 0,
  run: 0,
  quality: "good",
  pausedUntil: 0,
  thin: 0,
  // As picture.ts goes on from; here, since that is loaded later.
  picture: { size: "small", up: 0, down: 0, patience: 8 },
};

const SILENT_AFTER = 1000;
/** The first packets may take this much longer. */
const BEGINNING = 1500;
const SLOW = 600;
const LOSS = 0.08;
/** Below this our picture starves the sound. */
const THIN = 60_000;
const THIN_LOOKS = 6;
const PAUSE = 10_000;
const LOOKS_TO_WEAK = 4;
const LOOKS_TO_GOOD = 8;

function isWeak(before: Reading, now: Reading): boolean {
  const lost = now.lost - before.lost;
  const all = now.packets - before.packets + lost;
  return (all > 10 && lost / all > LOSS) || now.roundTrip > SLOW || (now.outgoing > 0 && now.outgoing < THIN);
}

function nextRun(run: number, weak: boolean): number {
  if (weak) return Math.max(run, 0) + 1;
  return Math.min(run, 0) - 1;
}

function qualityAfter(quality: Watch["quality"], run: number): Watch["quality"] {
  if (run >= LOOKS_TO_WEAK) return "weak";
  return run <= -LOOKS_TO_GOOD ? "good" : quality;
}

function pauseAfter(watch: Watch, thin: number, at: number): number {
  if (watch.pausedUntil > at) return watch.pausedUntil;
  return thin >= THIN_LOOKS ? at + PAUSE : 0;
}

/** What is known after one more look. `sized`: how our picture grows; it comes later than the first look. */
export function look(watch: Watch, now: Reading, sized?: typeof sizedAfter): Watch {
  const before = watch.reading;
  const grew = now.bytes !== before.bytes;
  const weak = before.at > 0 && isWeak(before, now);
  const run = nextRun(watch.run, weak);
  const outgoing = now.outgoing || before.outgoing;
  const paused = watch.pausedUntil > now.at;
  const thin = !paused && now.outgoing > 0 && now.outgoing < THIN ? watch.thin + 1 : 0;
  return {
    reading: { ...now, outgoing },
    grewAt: grew || watch.grewAt === 0 ? now.at : watch.grewAt,
    run,
    quality: qualityAfter(watch.quality, run),
    pausedUntil: pauseAfter(watch, thin, now.at),
    thin,
    picture: sized && before.at > 0 ? sized(watch.picture, { outgoing, weak }) : watch.picture,
  };
}

/** Connected just now: the silence before it says nothing, and nothing is known of the network. */
export function begun(watch: Watch, at: number): Watch {
  return { ...watch, grewAt: at + BEGINNING, picture: FRESH.picture };
}

export function isSilent(watch: Watch): boolean {
  return watch.reading.at - watch.grewAt >= SILENT_AFTER;
}

export function grewJustNow(watch: Watch): boolean {
  return watch.grewAt === watch.reading.at && watch.reading.bytes > 0;
}

type Stat = Record<string, unknown>;

function count(stats: Stat[], name: string): number {
  return stats.reduce((sum, stat) => sum + Number(stat[name] ?? 0), 0);
}

/** The statistics of a connection in one reading. */
export function readingOf(report: Stat[], at: number): Reading {
  const media = report.filter(({ type }) => type === "inbound-rtp");
  const sound = media.filter(({ kind }) => kind === "audio");
  const inUse = report.filter(isPairInUse);
  return {
    at,
    bytes: count(media, "bytesReceived"),
    packets: count(sound, "packetsReceived"),
    lost: count(sound, "packetsLost"),
    roundTrip: count(inUse, "currentRoundTripTime") * 1000,
    outgoing: count(inUse, "availableOutgoingBitrate"),
    level: count(sound, "audioLevel"),
  };
}

function isPairInUse({ type, state, nominated }: Stat): boolean {
  return type === "candidate-pair" && state === "succeeded" && nominated === true;
}
