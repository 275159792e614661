import type { Signal } from "@preact/signals";
import type { App } from "../app.ts";
import type { Kind } from "../devices/media.ts";
import { ShareButton } from "../share/share.tsx";
import { company } from "../state.ts";
import { t } from "../texts.ts";
import { useKeys } from "../ui/parts.tsx";
import type { Choices } from "./stage.tsx";

interface ToolsProps {
  app: App;
  choices: Signal<Choices>;
}

const SHORTCUTS: Readonly<Record<string, Kind>> = { m: "microphone", v: "camera" };

/** Small buttons in the corner, and keys for what the bar's buttons do. */
export function Tools({ app, choices }: ToolsProps) {
  useKeys((key) => {
    const kind = SHORTCUTS[key];
    // At a device without the sound the microphone is nobody's business.
    if (kind && (kind === "camera" || app.soundIsHere)) void app.devices[kind].toggle();
  });
  return (
    <>
      <LargeButton app={app} choices={choices} />
      <ShareButton app={app} />
    </>
  );
}

/** With several here: everybody alike, or whoever speaks large. */
function LargeButton({ app, choices }: ToolsProps) {
  if (company(app.state.value.snapshot).length < 2) return null;
  const { largeSpeaker } = choices.value;
  const turn = () => {
    choices.value = { ...choices.value, largeSpeaker: !largeSpeaker };
  };
  return (
    <button type="button" class="small-tool" data-testid="large-speaker" onClick={turn}>
      {t(largeSpeaker ? "stage.all" : "stage.large")}
    </button>
  );
}
