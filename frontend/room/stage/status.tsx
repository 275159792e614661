import { useComputed } from "@preact/signals";
import type { App } from "../app.ts";
import type { Phase } from "../call/machine.ts";
import type { Pair } from "../call/pair.ts";
import { FRESH, isSilent, type Watch } from "../call/quality.ts";
import type { CallSession } from "../call/session.ts";
import { other, otherSeat } from "../state.ts";
import { t } from "../texts.ts";
import type { RoomProps } from "./stage.tsx";

interface Said {
  words: string;
  broken: boolean;
}

const QUIET: Said = { words: "", broken: false };

/** Where the other is, when not here with us. */
function absence(app: App, silent: boolean): string {
  const { snapshot } = app.state.value;
  const them = other(snapshot);
  if (!them || otherSeat(snapshot)) return "";
  const { name, state } = them;
  if (state === "away" && silent) return t("stage.away", { name });
  // The adviser has a card about whoever is not here, and what to do.
  if (app.boot.role === "adviser") return "";
  if (state === "left") return t("stage.left", { name });
  return silent ? t("stage.not_yet", { name }) : "";
}

/** Whose connection is being repaired: with several here, by name. */
function repairWords(app: App, pairs: readonly Pair[]): string {
  const broken = pairs.filter(({ call }) => call.value.phase === "repairing");
  if (broken.length === 0) return "";
  if (broken.length === pairs.length) return t("stage.repair");
  const people = app.state.value.snapshot.meetings?.participants ?? [];
  const names = broken.map((pair) => people.find(({ id }) => id === pair.participant)?.name ?? "");
  return t("stage.repair_of", { name: names.join(", ") });
}

function connectionWords(app: App, pairs: readonly Pair[], phase: Phase): Said | null {
  const repair = repairWords(app, pairs);
  if (repair) return { words: repair, broken: true };
  const cut = app.connection.value === "lost";
  if (cut) return { words: t(phase === "live" ? "offline.call" : "offline.waiting"), broken: true };
  return null;
}

function qualityWords(watch: Watch, phase: Phase, held: boolean): string {
  if (phase === "connecting") return t("stage.connecting");
  if (phase !== "live") return "";
  if (watch.pausedUntil > 0 || held) return t("stage.paused");
  return watch.quality === "weak" ? t("stage.weak") : "";
}

const ORDER: readonly Phase[] = ["live", "repairing", "connecting", "by_phone", "idle", "ended"];

/** The connection that stands for all: the one that is furthest, and of those the weakest. */
function standing(pairs: readonly Pair[]): { phase: Phase; watch: Watch } {
  const weight = (pair: Pair) => ORDER.indexOf(pair.call.value.phase) * 2 - Number(isWeak(pair.watch.value));
  const [first] = [...pairs].sort((a, b) => weight(a) - weight(b));
  return first
    ? { phase: first.call.value.phase, watch: first.watch.value }
    : { phase: "idle", watch: FRESH };
}

function isWeak({ quality, pausedUntil }: Watch): boolean {
  return quality === "weak" || pausedUntil > 0;
}

function statusOf(app: App, call: CallSession): Said {
  const pairs = call.pairs.value;
  const { phase, watch } = standing(pairs);
  const them = other(app.state.value.snapshot);
  const theirs = them && call.pairOf(them.id);
  const silent = !theirs || theirs.call.value.phase !== "live" || isSilent(theirs.watch.value);
  const away = absence(app, silent);
  if (away && app.connection.value !== "lost") return { words: away, broken: false };
  const held = pairs.some((pair) => pair.held.value);
  return connectionWords(app, pairs, phase) ?? { ...QUIET, words: qualityWords(watch, phase, held) };
}

/** The connection in words, only when not good. */
export function Status({ app, call }: RoomProps) {
  const said = useComputed(() => JSON.stringify(statusOf(app, call)));
  const { words, broken } = JSON.parse(said.value) as Said;
  return (
    <p class="stage__status" role="status" data-testid={broken ? "reconnecting" : undefined}>
      {words && <span>{words}</span>}
    </p>
  );
}
