import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { here } from "../room/devices/browser.ts";
import { playTone } from "../room/devices/sound.ts";
import { Meter } from "../room/door/meter.tsx";
import { Preview } from "../room/door/preview.tsx";
import { allow, isTrouble, Trouble } from "../room/door/trouble.tsx";
import { t } from "../room/texts.ts";
import { Button, Screen, Words } from "../room/ui/parts.tsx";
import { Foot, NEXT } from "./parts.tsx";
import type { Trial } from "./trial.ts";

export function Camera({ trial }: { trial: Trial }) {
  const state = trial.devices.camera.state.value;
  const trouble = isTrouble(state);
  const words = here.touch() ? "camera.words" : "camera.words_desktop";
  return (
    <Screen title={t("camera.title")}>
      <p>
        <Words text={t(words, { allow: allow(trial) })} />
      </p>
      {trouble && <Trouble app={trial} kind="camera" state={state} />}
      <CameraChoices trial={trial} trouble={trouble} />
      <Foot trial={trial} />
    </Screen>
  );
}

function CameraChoices({ trial, trouble }: { trial: Trial; trouble: boolean }) {
  const { camera } = trial.devices;
  const open = async () => {
    camera.want(true);
    if ((await camera.open()) === "on" && trial.step.peek() === "camera") goOn();
  };
  const goOn = () => {
    trial.remember("camera");
    trial.goTo("sound");
  };
  const without = () => {
    trial.remember("camera", trouble ? camera.state.peek() : "off");
    trial.goTo("sound");
  };
  const opening = camera.opening.value;
  return (
    <div class="choices">
      {trouble ? (
        <Button busy={opening} onPress={() => void open()}>
          {t("try_again")}
        </Button>
      ) : (
        <Button look="primary" testId={NEXT} busy={opening} onPress={() => void open()}>
          {t(opening ? "camera.opening" : "camera.open")}
        </Button>
      )}
      <Button look={trouble ? "primary" : "plain"} {...(trouble && { testId: NEXT })} onPress={without}>
        {t("camera.without")}
      </Button>
    </div>
  );
}

/** On an iPhone its switch silences what a page plays, but not a meeting: here it shall not, either. */
async function play(): Promise<void> {
  const session = (navigator as { audioSession?: { type: string } }).audioSession;
  if (session) session.type = "playback";
  await playTone();
  if (session) setTimeout(() => Object.assign(session, { type: "auto" }), 1500);
}

export function Sound({ trial }: { trial: Trial }) {
  const played = useSignal(false);
  const helping = useSignal(false);
  const goOn = (heard: boolean) => {
    trial.heard = heard;
    trial.goTo("microphone");
  };
  const listen = () => {
    played.value = true;
    void play();
  };
  return (
    <Screen title={t("sound.title")}>
      <Preview app={trial} />
      <p role="status">
        <Words text={t(helping.value ? "sound.help" : "sound.words")} />
      </p>
      <div class="choices">
        <Button look={played.value ? "plain" : "primary"} testId="try-play" onPress={listen}>
          {t("sound.play")}
        </Button>
        <Button
          look={played.value ? "primary" : "plain"}
          testId={NEXT}
          busy={!played.value}
          onPress={() => goOn(true)}
        >
          {t("sound.yes")}
        </Button>
        {helping.value ? (
          <Button key="not" look="quiet" testId="try-not-heard" onPress={() => goOn(false)}>
            {t("try.not_heard_go_on")}
          </Button>
        ) : (
          <Button
            key="help"
            busy={!played.value}
            testId="try-help"
            onPress={() => {
              helping.value = true;
            }}
          >
            {t("sound.no")}
          </Button>
        )}
      </div>
      <Foot trial={trial} />
    </Screen>
  );
}

export function Microphone({ trial }: { trial: Trial }) {
  const { microphone } = trial.devices;
  const still = useSignal(false);
  const state = microphone.state.value;
  const open = () => {
    still.value = false;
    microphone.want(true);
    void microphone.open();
  };
  useEffect(open, []);
  return (
    <Screen title={t("microphone.title")}>
      <Preview app={trial} />
      {isTrouble(state) ? (
        <Trouble app={trial} kind="microphone" state={state} />
      ) : (
        <Level trial={trial} still={still.value} />
      )}
      <Choices
        trial={trial}
        helping={still.value || isTrouble(state)}
        onStill={() => {
          still.value = true;
        }}
        onAgain={open}
      />
      <Foot trial={trial} />
    </Screen>
  );
}

function Level({ trial, still }: { trial: Trial; still: boolean }) {
  const track = trial.devices.microphone.track.value;
  return (
    <>
      <Meter track={track} />
      <p role="status">
        {still
          ? t("microphone.still")
          : !track && <Words text={t("microphone.words", { allow: allow(trial) })} />}
      </p>
    </>
  );
}

interface ChoicesProps {
  trial: Trial;
  helping: boolean;
  onStill: () => void;
  onAgain: () => void;
}

/** A bar that does not move is a microphone that nobody hears. */
function Choices({ trial, helping, onStill, onAgain }: ChoicesProps) {
  const { microphone } = trial.devices;
  const goOn = (silent: boolean) => () => {
    trial.remember("microphone", silent ? "silent" : microphone.state.peek());
    trial.goTo("speed");
  };
  const without = goOn(microphone.state.value === "on");
  if (helping)
    return (
      <div class="choices">
        <Button look="primary" testId="try-again" onPress={onAgain}>
          {t("try_sound_again")}
        </Button>
        <Button testId={NEXT} onPress={without}>
          {t("microphone.without")}
        </Button>
      </div>
    );
  return (
    <div class="choices pair">
      <Button look="primary" testId={NEXT} busy={!microphone.track.value} onPress={goOn(false)}>
        {t("microphone.yes")}
      </Button>
      <Button testId="try-still" onPress={onStill}>
        {t("microphone.no")}
      </Button>
    </div>
  );
}
