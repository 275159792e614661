import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import { isSilent } from "../call/quality.ts";
import type { CallSession } from "../call/session.ts";
import type { Kind } from "../devices/media.ts";
import { People } from "../people/people.tsx";
import { other, otherSeat } from "../state.ts";
import { t } from "../texts.ts";
import { Video } from "../ui/parts.tsx";
import { Arrivals } from "./arrival.tsx";
import { Bar } from "./bar.tsx";
import { Expecting } from "./expecting.tsx";
import { LeaveForNow } from "./leave.tsx";
import { PhonePanel, VideoQuestion } from "./phone.tsx";
import { Self } from "./self.tsx";
import { SettingsButton } from "./settings.tsx";
import { Status } from "./status.tsx";

export interface RoomProps {
  app: App;
  call: CallSession;
}

/** Choices of this browser alone. */
export interface Choices {
  ownShown: boolean;
  speaker: string;
}

/** People first: the other's face, one's own small, four large buttons. */
export function Stage({ app, call }: RoomProps) {
  const choices = useSignal<Choices>({ ownShown: true, speaker: "" });
  const { meetings } = app.state.value.snapshot;
  const byPhone = meetings?.phone?.video_wanted === false;
  useShortcuts(app);
  return (
    <main class="stage" data-testid="stage">
      <h1 class="visually-hidden">{t("stage.title")}</h1>
      <Far app={app} call={call} speaker={choices.value.speaker} byPhone={byPhone} />
      <div class="top">
        <Status app={app} call={call} />
        <div class="corner">
          <LeaveForNow app={app} call={call} />
          <SettingsButton app={app} choices={choices} />
        </div>
      </div>
      <div class="panels">
        <Notice app={app} />
        <Arrivals app={app} call={call} />
        {byPhone ? <PhonePanel app={app} /> : <VideoQuestion app={app} call={call} />}
        <Expecting app={app} calling={!byPhone} />
        <People app={app} />
      </div>
      {!byPhone && choices.value.ownShown && <Self app={app} />}
      <Bar app={app} call={call} />
    </main>
  );
}

function Notice({ app }: { app: App }) {
  return (
    <p class="notice" role="alert" hidden={app.notice.value === ""}>
      {app.notice.value}
    </p>
  );
}

/** A plain key press that is not meant for a field or a dialog. */
function isShortcut(event: KeyboardEvent): boolean {
  const elsewhere =
    event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
  return !elsewhere && !event.repeat && !(event.ctrlKey || event.metaKey || event.altKey);
}

const SHORTCUTS: Readonly<Record<string, Kind>> = { m: "microphone", v: "camera" };

function useShortcuts(app: App): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const kind = SHORTCUTS[event.key];
      if (kind && isShortcut(event)) void app.devices[kind].toggle();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function Far({ app, call, speaker, byPhone }: RoomProps & { speaker: string; byPhone: boolean }) {
  const blocked = useSignal<HTMLVideoElement | null>(null);
  const seat = useComputed(() => otherSeat(app.state.value.snapshot)).value;
  const name = useComputed(() => other(app.state.value.snapshot)?.name ?? "").value;
  const gone = useComputed(() => call.remote.value !== null && isSilent(call.watch.value)).value && !seat;
  const listen = () => {
    if (blocked.value) blocked.value.muted = false;
    blocked.value = null;
  };
  return (
    <section class="far" aria-label={name}>
      <Video
        stream={call.remote.value}
        testId="remote-video"
        label={name}
        speaker={speaker}
        onBlocked={(video) => {
          blocked.value = video;
        }}
      />
      {gone && <Tile name={name} words="" />}
      {seat && !seat.camera && <Tile name={name} words={byPhone ? "" : t("stage.camera_off")} />}
      {seat && <NamePlate name={name} silent={!byPhone && !seat.microphone} />}
      {blocked.value && (
        <div class="card listen">
          <p>{t("stage.listen_words")}</p>
          <button type="button" class="button" onClick={listen}>
            {t("stage.listen")}
          </button>
        </div>
      )}
    </section>
  );
}

function NamePlate({ name, silent }: { name: string; silent: boolean }) {
  return (
    <p class="name">
      <bdi>{name}</bdi>
      {silent && <span> · {t("stage.microphone_off")}</span>}
    </p>
  );
}

/** Where a face would be. Nobody is blamed for a camera that is off. */
export function Tile({ name, words }: { name: string; words: string }) {
  return (
    <div class="tile">
      <span class="initials" aria-hidden="true">
        {initials(name)}
      </span>
      <span>{words}</span>
    </div>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}
