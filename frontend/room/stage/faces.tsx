import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import type { Pair } from "../call/pair.ts";
import { isSilent } from "../call/quality.ts";
import { speaksNow } from "../call/speaking.ts";
import { soundIsAt } from "../companion/sound.ts";
import type { ParticipantView, SeatView } from "../protocol.gen.ts";
import { atDeviceOf, company, other, seatOf } from "../state.ts";
import { roleWords, t } from "../texts.ts";
import { Video } from "../ui/parts.tsx";
import { type Later, whoShows } from "./showing.ts";
import type { Choices, RoomProps } from "./stage.tsx";

type FacesProps = RoomProps & { choices: Signal<Choices>; byPhone: boolean; later: Later | null };

const KNOWN = new Set(["adviser", "client"]);

/** One face fills the stage; several share it, or whoever speaks has most of it, or somebody's screen has. */
export function Faces({ app, call, choices, byPhone, later }: FacesProps) {
  const { snapshot } = app.state.value;
  const them = other(snapshot);
  const here = company(snapshot);
  const shown = here.length === 0 && them ? [them] : here;
  const several = shown.length > 1;
  const large = several && choices.value.largeSpeaker;
  const screen = byPhone ? null : whoShows(snapshot);
  const main = shown.find(({ id }) => id === call.speaker.value.participant) ?? shown[0];
  return (
    <div
      class={`faces faces--${layoutOf(screen !== null, large)}`}
      data-count={shown.length}
      data-size={sizeOf(shown.length)}
      data-testid="faces"
    >
      {screen && later && <later.Shown {...screen} pair={call.pairOf(screen.who.id)} />}
      {shown.map((who) => (
        <Far
          key={who.id}
          {...{ app, call, who, several, byPhone }}
          pair={call.pairOf(who.id)}
          large={large && who === main}
          speaker={choices.value.speaker}
        />
      ))}
    </div>
  );
}

/** From five on faces stand in rows that the window decides on. */
function sizeOf(count: number): string | undefined {
  if (count < 5) return undefined;
  return count < 10 ? "more" : "many";
}

function layoutOf(screen: boolean, large: boolean): string {
  if (screen) return "shown";
  return large ? "speaker" : "all";
}

type FarProps = RoomProps & {
  who: ParticipantView;
  pair: Pair | undefined;
  several: boolean;
  large: boolean;
  byPhone: boolean;
  speaker: string;
};

function Far({ app, call, who, pair, several, large, byPhone, speaker }: FarProps) {
  const blocked = useSignal<HTMLVideoElement | null>(null);
  const seat = useComputed(() => seatOf(app.state.value.snapshot, who.id)).value;
  const speaks = useComputed(() => speaksNow(call.speaker.value, who.id, Date.now())).value && several;
  const others = atDeviceOf(app.state.value.snapshot, who);
  const look = ["far", large && "is-large", speaks && "is-speaking"].filter(Boolean).join(" ");
  return (
    <section class={look} aria-label={labelOf(who, others)} data-testid="far" data-participant={who.id}>
      {!who.by_phone && (
        <Video
          stream={pair?.remote.value ?? null}
          testId="remote-video"
          label={who.name}
          speaker={speaker}
          muted={!app.soundIsHere}
          onBlocked={(video) => {
            blocked.value = video;
          }}
        />
      )}
      <Instead {...{ who, pair, seat, byPhone, several }} />
      {(seat || several) && (
        <NamePlate who={who} others={others} silent={!byPhone && isMuted(app, who, seat)} />
      )}
      <Listen blocked={blocked} />
    </section>
  );
}

function labelOf({ name, role }: ParticipantView, others: string[]): string {
  const device = role === "companion" ? [roleWords(role)] : [];
  return [name, ...device, ...others].join(", ");
}

/** Nothing is heard of them here; where another device of theirs has the sound, that is not to be said. */
function isMuted(app: App, who: ParticipantView, seat: SeatView | undefined): boolean {
  return seat?.microphone === false && soundIsAt(app.state.value.snapshot, who);
}

/** The browser plays sound only after a press. */
function Listen({ blocked }: { blocked: Signal<HTMLVideoElement | null> }) {
  const video = blocked.value;
  if (!video) return null;
  const listen = () => {
    video.muted = false;
    blocked.value = null;
  };
  return (
    <div class="card listen">
      <p>{t("stage.listen_words")}</p>
      <button type="button" class="button" onClick={listen}>
        {t("stage.listen")}
      </button>
    </div>
  );
}

interface InsteadProps {
  who: ParticipantView;
  pair: Pair | undefined;
  seat: SeatView | undefined;
  byPhone: boolean;
  several: boolean;
}

/** What stands where the picture would be; nothing while there is one. */
function Instead({ who, pair, seat, byPhone, several }: InsteadProps) {
  if (who.by_phone) return <Tile name={who.name} words={t("people.by_phone")} />;
  if (seat) return <NoPicture {...{ who, pair, seat, byPhone }} />;
  if (!several && !hasGone(pair)) return null;
  return <Tile name={who.name} words={several ? t("stage.comes_back") : ""} />;
}

/** They sit there, and their camera is off, or the network has no room for the picture. */
function NoPicture({ who, pair, seat, byPhone }: Omit<InsteadProps, "several">) {
  if (seat?.camera && !pair?.held.value) return null;
  return <Tile name={who.name} words={byPhone || seat?.camera ? "" : t("stage.camera_off")} />;
}

function hasGone(pair: Pair | undefined): boolean {
  return pair !== undefined && pair.remote.value !== null && isSilent(pair.watch.value);
}

interface PlateProps {
  who: ParticipantView;
  others: string[];
  silent: boolean;
}

function NamePlate({ who: { name, role }, others, silent }: PlateProps) {
  return (
    <p class="name">
      <bdi>{name}</bdi>
      {!KNOWN.has(role) && <span>, {roleWords(role)}</span>}
      {others.length > 0 && <span> {t("beside.with", { names: others.join(", ") })}</span>}
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
