/**
 * How a call bears a poor network (`make bench-network`), beside a bare call of the same browser: the same two
 * Chromiums, the same pretended devices, the same network of our own in between (`network.ts`), peer to peer.
 * Every value is that of the side that has the worse of it. A call of its own for each value, the order alternated.
 *   loss-20.concealed    20 % of the packets are lost, both ways, 10 s: concealedSamples / totalSamplesReceived
 *   lowest-rate          the lowest of some rates, both ways from the first packet on, at which sound comes up within
 *                        20 s and less than 5 % of it is concealed in the 8 s after that
 *   address-change.gap   all of the client's packets come from new ports, the old ones are dead: the longest time
 *                        without a packet of sound, until 2 s have gone well again; 15 s at most
 *   squeeze.recovery     2 Mbit/s (10 s), 250 kbit/s (10 s), 2 Mbit/s: seconds from the beginning of the squeeze to the
 *                        end of its last second with 5 % or more of the sound concealed, and beside them seconds from its
 *                        end to the first second with 80 % of the pictures that came in the last 3 s before it (one
 *                        smaller than 640 × 360 counts by its share of these points); 30 s at most
 * `node bench/network/run.ts NAME …` measures these alone. The service runs on core 0. Browsers, network and this
 * program have every core: where they lack computing, the figures are those of the machine, and not of a network.
 */

import { startService } from "../../e2e/harness/service.ts";
import { quantile } from "../join/clock.ts";
import { bare, ours, startBarePage } from "./calls.ts";
import { FIGURES, type Figure } from "./figures.ts";
import { hangUp, newScene, type Scene, type Way } from "./scene.ts";

const RUNS = Number(process.env.RUNS ?? 10);
const SERVER_CORE = "0";

interface Ways {
  ours: Way;
  bare: Way;
}

async function measure(figure: Figure, scene: Scene, ways: Ways): Promise<Record<keyof Ways, number>> {
  const values: Record<keyof Ways, number[]> = { ours: [], bare: [] };
  for (let run = 0; run < RUNS; run += 1) {
    const order = run % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const);
    for (const name of order) {
      scene.network.begin(run);
      values[name].push(await figure.measure(scene, ways[name]));
      await hangUp(scene);
    }
  }
  return { ours: quantile(values.ours, 0.5), bare: quantile(values.bare, 0.5) };
}

/** One line a figure. True when the goal is kept. */
function report(figure: Figure, value: number, floor: number): boolean {
  const goal = figure.goal(floor);
  const holds = value <= goal;
  const say = (number: number) => `${number.toFixed(figure.digits)} ${figure.unit}`;
  const numbers = `${say(value)} (goal <= ${say(goal)}; baseline ${say(floor)})`;
  console.log(`network.${figure.name}: ${numbers} ${holds ? "holds" : "falls short"}`);
  return holds;
}

if (RUNS < 10) console.log(`only ${RUNS} runs: a try, not a measurement`);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((one) => !FIGURES.some(({ name }) => name === one));
if (unknown.length > 0) {
  console.error(`not known: ${unknown.join(", ")}. There are: ${FIGURES.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}
const figures = FIGURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const [service, page] = await Promise.all([startService({ cores: SERVER_CORE }), startBarePage()]);
const scene = await newScene();
const kept: boolean[] = [];
try {
  for (const figure of figures) {
    const median = await measure(figure, scene, { ours: ours(service), bare: bare(page.url) });
    kept.push(report(figure, median.ours, median.bare));
  }
} finally {
  await scene.close();
  page.stop();
  await service.stop();
}
process.exitCode = kept.every(Boolean) ? 0 : 1;
