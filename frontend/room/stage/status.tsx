import { useComputed } from "@preact/signals";
import type { App } from "../app.ts";
import type { Phase } from "../call/machine.ts";
import { isSilent, type Watch } from "../call/quality.ts";
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
  if (them.state === "left") return t("stage.left", { name: them.name });
  if (them.state === "away" && silent) return t("stage.away", { name: them.name });
  return app.boot.role === "client" && silent ? t("stage.not_yet", { name: them.name }) : "";
}

function connectionWords(app: App, phase: Phase): Said | null {
  if (phase === "repairing") return { words: t("stage.repair"), broken: true };
  const cut = app.connection.value === "lost";
  if (cut) return { words: t(phase === "live" ? "offline.call" : "offline.waiting"), broken: true };
  return null;
}

function qualityWords(watch: Watch, phase: Phase): string {
  if (phase === "connecting") return t("stage.connecting");
  if (phase !== "live") return "";
  if (watch.pausedUntil > 0) return t("stage.paused");
  return watch.quality === "weak" ? t("stage.weak") : "";
}

function statusOf({ app, call }: RoomProps): Said {
  const { phase } = call.call.value;
  const watch = call.watch.value;
  const away = absence(app, phase !== "live" || isSilent(watch));
  if (away && app.connection.value !== "lost") return { words: away, broken: false };
  return connectionWords(app, phase) ?? { ...QUIET, words: qualityWords(watch, phase) };
}

/** The connection in words, only when not good. */
export function Status(props: RoomProps) {
  const said = useComputed(() => JSON.stringify(statusOf(props)));
  const { words, broken } = JSON.parse(said.value) as Said;
  return (
    <p class="stage__status" role="status" data-testid={broken ? "reconnecting" : undefined}>
      {words && <span>{words}</span>}
    </p>
  );
}
