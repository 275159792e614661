import { type ComponentType, render } from "preact";
import { here } from "../room/devices/browser.ts";
import { t, useTexts } from "../room/texts.ts";
import { Screen } from "../room/ui/parts.tsx";
import "../room/room.css";
import "./try.css";
import { readBoot } from "./boot.ts";
import { Camera, Microphone, Sound } from "./devices.tsx";
import { Foot } from "./parts.tsx";
import { Begin, Done, HowSure, HowToMeet, Keep, Quiet, Result, Speed } from "./questions.tsx";
import { type Step, Trial } from "./trial.ts";

const SCREENS: Record<Step, ComponentType<{ trial: Trial }>> = {
  begin: Begin,
  camera: Camera,
  sound: Sound,
  microphone: Microphone,
  speed: Speed,
  quiet: Quiet,
  sure: HowSure,
  result: Result,
  wish: HowToMeet,
  keep: Keep,
  done: Done,
};

/** A browser that cannot do video calls: another one may. */
function Unable({ trial }: { trial: Trial }) {
  return (
    <Screen title={t("unable.title")} testId="unable">
      <p>{t("unable.words")}</p>
      <Foot trial={trial} />
    </Screen>
  );
}

function Page({ trial }: { trial: Trial }) {
  const Shown = here.able() ? SCREENS[trial.step.value] : Unable;
  return <Shown trial={trial} />;
}

function begin(): void {
  const boot = readBoot();
  useTexts(boot.texts, boot.language);
  document.documentElement.dataset.view = "try";
  const root = document.getElementById("try");
  if (root) render(<Page trial={new Trial(boot)} />, root);
}

begin();
