/**
 * Faults in the middle of a meeting of two, in real browsers (`make bench-faults`, as root; ROWS="relay network" for
 * some of them). Every fault is real: processes are killed with SIGKILL, networks are a machine's own.
 *   relay    the relay that all goes through is killed, and started again by its supervisor
 *   network  the client's network is gone for ten seconds; from when it is there again
 *   address  the client's network is closed and another one opened: another address, by another way
 *   browser  every process of the client's browser is killed; from when another one opens the same link
 *   phone    the same without a goodbye: the network is gone first, as when a battery is empty
 *   tabs     the client opens the meeting in another tab, and goes on there; from the press
 *   sleep    every process of the client's browser stands still for a minute; from when it goes on
 *   adviser  the adviser's computer dies without a goodbye, and a colleague goes on; from their press
 * told: from the fault until the other is told. back: until sound comes again, at both. seated: until the seat is there,
 * without a code. asked: from opening the second tab until it asks. allowed: until a colleague may go on.
 * Median and p95 of RUNS (10).
 */

import { adviserDies } from "../../e2e/faults/adviser.ts";
import { browserKilled, phoneDies } from "../../e2e/faults/browser.ts";
import { addressChanged, networkGone } from "../../e2e/faults/network.ts";
import { relayKilled } from "../../e2e/faults/relay.ts";
import type { Row } from "../../e2e/faults/row.ts";
import { sleeps, twoTabs } from "../../e2e/faults/tabs.ts";
import { quantile } from "../join/clock.ts";

const RUNS = Number(process.env.RUNS ?? 10);

/** What is measured of each, and at most how long it may take, in ms. */
const ROWS: Record<string, { row: Row; goals: Record<string, number> }> = {
  relay: { row: relayKilled, goals: { back: 10_000 } },
  network: { row: networkGone, goals: { told: 3_000, back: 5_000 } },
  address: { row: addressChanged, goals: { back: 5_000 } },
  browser: { row: browserKilled, goals: { told: 45_000, seated: 5_000, back: 5_000 } },
  phone: { row: phoneDies, goals: { told: 45_000, seated: 5_000, back: 5_000 } },
  tabs: { row: twoTabs, goals: { asked: 5_000, back: 5_000 } },
  sleep: { row: sleeps, goals: { told: 45_000, back: 5_000 } },
  adviser: { row: adviserDies, goals: { told: 30_000, allowed: 30_000, back: 5_000 } },
};

async function measure(name: string): Promise<boolean> {
  const { row, goals } = ROWS[name] ?? {};
  if (!row || !goals) throw new Error(`no row ${name}: ${Object.keys(ROWS).join(", ")}`);
  const took: Record<string, number>[] = [];
  await row(async (fault) => {
    for (let run = 0; run < RUNS; run++) took.push(await fault());
  });
  const kept = Object.entries(goals).flatMap(([what, goal]) => {
    const values = took.map((one) => one[what] ?? Number.POSITIVE_INFINITY);
    return [
      report(`faults.${name}.${what}.median`, quantile(values, 0.5), goal),
      report(`faults.${name}.${what}.p95`, quantile(values, 0.95), goal),
    ];
  });
  return kept.every(Boolean);
}

function report(name: string, value: number, goal: number): boolean {
  const holds = value <= goal;
  console.log(`${name}: ${Math.round(value)} ms (goal <= ${goal} ms) ${holds ? "holds" : "falls short"}`);
  return holds;
}

const wanted = process.argv.slice(2);
if (RUNS < 10) console.log(`only ${RUNS} runs: a try, not a measurement`);
for (const name of wanted.length > 0 ? wanted : Object.keys(ROWS))
  if (!(await measure(name))) process.exitCode = 1;
