import type { Boot } from "../boot.ts";
import { allowWord, here, isInApp } from "../devices/browser.ts";
import type { DeviceState, Kind } from "../devices/media.ts";
import { type TextKey, t } from "../texts.ts";
import { Words } from "../ui/parts.tsx";

/** Whoever knows the language of the page: the room, or the page for trying. */
export interface Spoken {
  boot: Pick<Boot, "language">;
}

export const allow = (app: Spoken): string =>
  allowWord(navigator.language, allowWord(app.boot.language, app.boot.language));

export function isTrouble(state: DeviceState): state is "blocked" | "missing" | "busy" {
  return state === "blocked" || state === "missing" || state === "busy";
}

/** Why the device does not open, and what to press in this very browser. */
export function Trouble({
  app,
  kind,
  state,
}: {
  app: Spoken;
  kind: Kind;
  state: "blocked" | "missing" | "busy";
}) {
  return (
    <div class="trouble" role="status">
      <p>{t(`${kind}.${state}`)}</p>
      {state === "blocked" && <Steps app={app} kind={kind} />}
    </div>
  );
}

function Steps({ app, kind }: { app: Spoken; kind: Kind }) {
  if (isInApp(here.agent())) {
    return (
      <p>
        <Words text={t("fix.in_app")} />
      </p>
    );
  }
  const values = { device: t(`device.${kind}`), allow: allow(app) };
  return (
    <ol>
      {([1, 2, 3] as const).map((number) => (
        <li key={number}>
          <Words text={t(`fix.${here.browser()}.${number}` satisfies TextKey, values)} />
        </li>
      ))}
    </ol>
  );
}
