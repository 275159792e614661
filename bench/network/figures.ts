/** The figures: what is done to the network, and what is read at the two pages. */

import { concealed, longestPause, POOR, type Sample } from "./samples.ts";
import { comesUp, hangUp, holdsWithin, type Scene, span, up, type Way, worse } from "./scene.ts";
import { squeezeRecovery } from "./squeeze.ts";

export interface Figure {
  name: string;
  unit: string;
  digits: number;
  /** At most this, where the bare call's value is `floor`. */
  goal(floor: number): number;
  /** One call, in `unit`; the side that has the worse of it counts. */
  measure(scene: Scene, way: Way): Promise<number>;
}

const LOST = 0.2;
const LOSS_FOR = 10_000; // ms

/** kbit/s, both ways. */
const RATES = [30, 40, 60, 80, 120, 180, 250, 400];
const RATE_FOR = 8_000;

/** ms without a gap, before the address changes and after which the call is well again. */
const WELL_FOR = 2_000;
/** ms without a packet of sound that are no gap. */
const NO_GAP = 300;
const GAP_AT_MOST = 15_000;

async function concealedAtLoss(scene: Scene, way: Way): Promise<number> {
  await up(scene, way);
  const from = Date.now();
  scene.network.set({ loss: LOST });
  await span(LOSS_FOR);
  return 100 * (await worse(scene, (samples) => concealed(samples, from, from + LOSS_FOR)));
}

/** Infinity where none of the rates is enough. */
async function lowestRate(scene: Scene, way: Way): Promise<number> {
  for (const rate of RATES) {
    scene.network.begin(rate);
    const enough = await worksAt(scene, way, rate * 1000);
    await hangUp(scene);
    if (enough) return rate;
  }
  return Number.POSITIVE_INFINITY;
}

async function worksAt(scene: Scene, way: Way, rate: number): Promise<boolean> {
  await way(scene, () => scene.network.set({ rate }));
  if (!(await comesUp(scene))) return false;
  const from = Date.now();
  const until = from + RATE_FOR;
  // What was made up does not become less: a try that can no longer succeed is over.
  const failed = await holdsWithin(RATE_FOR, async () => {
    return (await worse(scene, (samples) => madeUp(samples, from))) >= POOR * RATE_FOR;
  });
  return !failed && (await worse(scene, (samples) => concealed(samples, from, until))) < POOR;
}

/** ms of sound that were made up since then. */
function madeUp(samples: readonly Sample[], from: number): number {
  const until = samples.at(-1)?.at ?? 0;
  return until > from ? concealed(samples, from, until) * (until - from) : 0;
}

async function gapAtAddressChange(scene: Scene, way: Way): Promise<number> {
  await up(scene, way);
  await wellAfter(scene, Date.now());
  const changed = Date.now();
  await scene.network.changeAddress("client");
  await wellAfter(scene, changed);
  const until = Math.min(Date.now(), changed + GAP_AT_MOST);
  return worse(scene, (samples) => longestPause(samples, changed, until));
}

/** Until sound has come in for long enough without a gap, or the longest gap that counts is over. */
function wellAfter(scene: Scene, moment: number): Promise<boolean> {
  return holdsWithin(GAP_AT_MOST, async () => {
    const now = Date.now();
    if (now - moment < WELL_FOR) return false;
    return (await worse(scene, (samples) => longestPause(samples, now - WELL_FOR, now))) < NO_GAP;
  });
}

export const FIGURES: readonly Figure[] = [
  { name: "loss-20.concealed", unit: "%", digits: 2, goal: (floor) => 0.2 * floor, measure: concealedAtLoss },
  {
    name: "lowest-rate",
    unit: "kbit/s",
    digits: 0,
    // The next lower one; where the bare call needs no more than the lowest, that.
    goal: (floor) => RATES.findLast((rate) => rate < floor) ?? Math.min(...RATES),
    measure: lowestRate,
  },
  {
    name: "address-change.gap",
    unit: "ms",
    digits: 0,
    goal: (floor) => 0.5 * floor,
    measure: gapAtAddressChange,
  },
  { name: "squeeze.recovery", unit: "s", digits: 1, goal: (floor) => 0.5 * floor, measure: squeezeRecovery },
];
