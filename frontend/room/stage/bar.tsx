import type { App } from "../app.ts";
import type { Device } from "../devices/media.ts";
import { otherSeat } from "../state.ts";
import { type TextKey, t } from "../texts.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import type { StageProps } from "./stage.tsx";

const SHORTCUT = { microphone: "m", camera: "v" } as const;

/** The telephone is between two: in a group there is none. */
function mayPhone(app: App): boolean {
  return !app.state.value.snapshot.meetings?.group && app.may("meeting.move_to_phone");
}

/** Four large buttons with words. */
export function Bar({ app, call, host }: StageProps) {
  const phone = app.state.value.snapshot.meetings?.phone;
  const byPhone = phone && !phone.video_wanted;
  return (
    <nav class="bar" aria-label={t("bar.label")}>
      {!byPhone && app.soundIsHere && <DeviceButton app={app} device={app.devices.microphone} />}
      {!byPhone && <DeviceButton app={app} device={app.devices.camera} />}
      {mayPhone(app) && (byPhone ? <VideoButton app={app} /> : <PhoneButton app={app} />)}
      {host && app.may("meeting.end") ? (
        <host.EndButton app={app} call={call} look={BarButton} />
      ) : (
        <BarButton icon="leave" words="bar.leave" testId="leave" onPress={() => void call.leave()} />
      )}
    </nav>
  );
}

function PhoneButton({ app }: { app: App }) {
  const move = () => void app.ask("meeting.move_to_phone", {});
  return <BarButton icon="phone" words="bar.phone" testId="move-to-phone" onPress={move} />;
}

/** Back to video takes two in the room. */
function VideoButton({ app }: { app: App }) {
  if (!otherSeat(app.state.value.snapshot)) return null;
  const back = () => void app.ask("meeting.want_video", {});
  return <BarButton icon="camera" words="bar.video" testId="back-to-video" onPress={back} />;
}

export interface BarButtonProps {
  icon: IconName;
  words: TextKey;
  testId?: string;
  onPress: () => void;
}

function BarButton({ icon, words, testId, onPress }: BarButtonProps) {
  return (
    <button type="button" class={`tool ${icon}`} data-testid={testId} onClick={onPress}>
      <Icon name={icon} />
      <span>{t(words)}</span>
    </button>
  );
}

async function toggle(app: App, device: Device): Promise<void> {
  const wasOn = device.state.peek() === "on";
  await device.toggle();
  const failed = !wasOn && device.state.peek() !== "on";
  app.notice.value = failed ? t(`trouble.${device.kind}`) : "";
}

function DeviceButton({ app, device }: { app: App; device: Device }) {
  const on = device.state.value === "on";
  const { kind } = device;
  return (
    <button
      type="button"
      class={`tool ${on ? "" : "is-off"}`}
      data-testid={`toggle-${kind}`}
      aria-pressed={on}
      aria-keyshortcuts={SHORTCUT[kind]}
      title={t("bar.shortcut", { key: SHORTCUT[kind] })}
      onClick={() => void toggle(app, device)}
    >
      <Icon name={kind} off={!on} />
      <span>{t(`bar.${kind}`)}</span>
      <span class="small" aria-hidden="true">
        {t(on ? "bar.on" : "bar.off")}
      </span>
    </button>
  );
}
