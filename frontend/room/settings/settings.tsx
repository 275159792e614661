import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import { Beside } from "../beside/beside.tsx";
import type { CallSession } from "../call/session.ts";
import { OtherDevice } from "../companion/adding.tsx";
import { type Kind, listDevices } from "../devices/media.ts";
import { OwnSoundCheck } from "../sound-check/sound-check.tsx";
import type { Choices } from "../stage/stage.tsx";
import { otherDevice } from "../state.ts";
import { type TextKey, t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import { Comparison } from "./comparison.tsx";
import { Rules } from "./rules.tsx";

interface Props {
  app: App;
  call: CallSession;
  choices: Signal<Choices>;
  onClose: () => void;
}

/** What one person chooses for oneself, and what holds here. */
export function Settings({ app, call, choices, onClose }: Props) {
  const words = call.talk.words.value;
  const { snapshot } = app.state.value;
  return (
    <Dialog title={t("settings.button")} onClose={onClose}>
      <InputChoice app={app} kind="camera" media="videoinput" />
      <InputChoice app={app} kind="microphone" media="audioinput" />
      {"setSinkId" in HTMLMediaElement.prototype && <SpeakerChoice choices={choices} />}
      <label class="tick">
        <input
          type="checkbox"
          checked={choices.value.ownShown}
          onChange={(event) => {
            choices.value = { ...choices.value, ownShown: event.currentTarget.checked };
          }}
        />
        {t("settings.own")}
      </label>
      <BlurChoice app={app} />
      <Button
        testId="writing-open"
        onPress={() => {
          words?.open(true);
          onClose();
        }}
      >
        {t("writing.open")}
      </Button>
      <OtherDevice app={app} />
      {app.may("participant.beside") && (
        <>
          <h3>{t("beside.title")}</h3>
          <Beside app={app} />
        </>
      )}
      {words && !otherDevice(snapshot) && <OwnSoundCheck app={app} call={call} words={words} />}
      <Rules app={app} />
      {!otherDevice(snapshot) && <Comparison call={call} />}
      <p class="small">{t("settings.private")}</p>
      <form method="dialog">
        <button type="submit" class="button">
          {t("settings.close")}
        </button>
      </form>
    </Dialog>
  );
}

/** The blurring itself is loaded when it is switched on. */
function BlurChoice({ app }: { app: App }) {
  const { camera } = app.devices;
  const veiled = camera.veil.value !== undefined;
  const change = async (on: boolean) => {
    try {
      const blur = (await import("../blur/blur.ts")).blurOf(app);
      if (on) blur.start();
      else blur.stop();
    } catch {
      app.notice.value = t("blur.cannot");
    }
  };
  return (
    <>
      <label class="tick">
        <input
          type="checkbox"
          data-testid="blur"
          checked={veiled}
          disabled={app.mustBlur.value}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        {t("blur.switch")}
      </label>
      <p class="small" role="status">
        {camera.track.value && camera.veil.value === null ? t("blur.making") : t("blur.words")}{" "}
        {app.mustBlur.value && t("rules.blur_staff")}
      </p>
    </>
  );
}

function InputChoice({ app, kind, media }: { app: App; kind: Kind; media: MediaDeviceKind }) {
  const device = app.devices[kind];
  return (
    <DeviceChoice
      words={`settings.${kind}`}
      media={media}
      chosen={device.chosen}
      onChoose={(id) => {
        device.want(true);
        void device.choose(id);
      }}
    />
  );
}

function SpeakerChoice({ choices }: { choices: Signal<Choices> }) {
  return (
    <DeviceChoice
      words="settings.speaker"
      media="audiooutput"
      chosen={choices.value.speaker}
      onChoose={(speaker) => {
        choices.value = { ...choices.value, speaker };
      }}
    />
  );
}

interface DeviceChoiceProps {
  words: TextKey;
  media: MediaDeviceKind;
  chosen: string;
  onChoose: (id: string) => void;
}

function DeviceChoice({ words, media, chosen, onChoose }: DeviceChoiceProps) {
  const devices = useDevices(media);
  const [first] = devices;
  if (!first) return null;
  const now = chosen || first.deviceId;
  return (
    <label class="field">
      {t(words)}
      <select value={now} onChange={(event) => onChoose(event.currentTarget.value)}>
        {devices.map(({ deviceId, label }, place) => (
          <option key={deviceId} value={deviceId} selected={deviceId === now}>
            {label || t("settings.unnamed", { number: place + 1 })}
          </option>
        ))}
      </select>
    </label>
  );
}

function useDevices(media: MediaDeviceKind): MediaDeviceInfo[] {
  const devices = useSignal<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const read = async () => {
      devices.value = await listDevices(media);
    };
    void read();
    navigator.mediaDevices.addEventListener("devicechange", read);
    return () => navigator.mediaDevices.removeEventListener("devicechange", read);
  }, []);
  return devices.value;
}
