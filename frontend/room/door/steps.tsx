import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import { here } from "../devices/browser.ts";
import { playTone } from "../devices/sound.ts";
import { t } from "../texts.ts";
import { Button, Screen, Words } from "../ui/parts.tsx";
import { Foot } from "./foot.tsx";
import { Meter } from "./meter.tsx";
import { Preview } from "./preview.tsx";
import { allow, isTrouble, Trouble } from "./trouble.tsx";

const NEXT = "devices-continue";

async function openCamera(app: App): Promise<void> {
  app.devices.camera.want(true);
  const state = await app.devices.camera.open();
  if (state === "on") app.goTo("sound");
  else app.tellStep("camera");
}

function withoutCamera(app: App): void {
  const { camera } = app.devices;
  camera.close();
  if (!isTrouble(camera.state.peek())) camera.want(false);
  app.goTo("sound");
}

export function CameraStep({ app }: { app: App }) {
  const { camera } = app.devices;
  const state = camera.state.value;
  const trouble = isTrouble(state);
  const words = here.touch() ? "camera.words" : "camera.words_desktop";
  const opening = camera.opening.value;
  const open = () => void openCamera(app);
  return (
    <Screen title={t("camera.title")}>
      <p>
        <Words text={t(words, { allow: allow(app) })} />
      </p>
      {trouble && <Trouble app={app} kind="camera" state={state} />}
      <div class="choices">
        {trouble ? (
          <Button onPress={open}>{t("try_again")}</Button>
        ) : (
          <Button look="primary" testId={NEXT} busy={opening} onPress={open}>
            {opening ? t("camera.opening") : t("camera.open")}
          </Button>
        )}
        <Button
          look={trouble ? "primary" : "plain"}
          {...(trouble && { testId: NEXT })}
          onPress={() => withoutCamera(app)}
        >
          {t("camera.without")}
        </Button>
      </div>
      <Foot app={app} help="help.camera" />
    </Screen>
  );
}

export function SoundStep({ app }: { app: App }) {
  const helping = useSignal(false);
  const goOn = () => app.goTo("microphone");
  return (
    <Screen title={t("sound.title")}>
      <Preview app={app} />
      <p role="status">
        <Words text={t(helping.value ? "sound.help" : "sound.words")} />
      </p>
      <div class="choices">
        <Button onPress={() => void playTone()}>{t("sound.play")}</Button>
        <div class="pair">
          <Button look="primary" testId={NEXT} onPress={goOn}>
            {t(helping.value ? "sound.go_on" : "sound.yes")}
          </Button>
          {!helping.value && (
            <Button
              onPress={() => {
                helping.value = true;
              }}
            >
              {t("sound.no")}
            </Button>
          )}
        </div>
      </div>
      <Foot app={app} help="help.sound" />
    </Screen>
  );
}

export function MicrophoneStep({ app }: { app: App }) {
  const { microphone } = app.devices;
  const still = useSignal(false);
  const state = microphone.state.value;
  const open = async () => {
    if ((await microphone.open()) !== "on") app.tellStep("microphone");
  };
  useEffect(() => {
    if (!microphone.track.peek()) void open();
  }, []);
  return (
    <Screen title={t("microphone.title")}>
      <Preview app={app} />
      {isTrouble(state) ? (
        <Trouble app={app} kind="microphone" state={state} />
      ) : (
        <Level app={app} still={still.value} />
      )}
      <MicrophoneChoices
        app={app}
        still={still.value}
        onStill={() => {
          still.value = true;
        }}
        onAgain={() => void open()}
      />
      <Foot app={app} help="help.microphone" />
    </Screen>
  );
}

function Level({ app, still }: { app: App; still: boolean }) {
  const track = app.devices.microphone.track.value;
  return (
    <>
      <Meter track={track} />
      <p role="status">
        {still
          ? t("microphone.still")
          : !track && <Words text={t("microphone.words", { allow: allow(app) })} />}
      </p>
    </>
  );
}

interface MicrophoneChoicesProps {
  app: App;
  still: boolean;
  onStill: () => void;
  onAgain: () => void;
}

function MicrophoneChoices({ app, still, onStill, onAgain }: MicrophoneChoicesProps) {
  const trouble = isTrouble(app.devices.microphone.state.value);
  const ready = () => app.goTo("ready");
  if (still || trouble) {
    return (
      <div class="choices">
        <Button onPress={onAgain}>{t("try_sound_again")}</Button>
        <Button look="primary" testId={NEXT} onPress={ready}>
          {t(trouble ? "microphone.without" : "sound.go_on")}
        </Button>
      </div>
    );
  }
  return (
    <div class="choices pair">
      <Button look="primary" testId={NEXT} busy={!app.devices.microphone.track.value} onPress={ready}>
        {t("microphone.yes")}
      </Button>
      <Button onPress={onStill}>{t("microphone.no")}</Button>
    </div>
  );
}
