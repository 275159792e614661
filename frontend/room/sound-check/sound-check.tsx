import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Asking } from "../call/sound-check.ts";
import type { WordsProps } from "../call/words.ts";
import type { RoomProps } from "../stage/stage.tsx";
import { atDeviceOf, myself, type Snapshot, seatOf } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

/** Whom of those at this device the others cannot hear: each says something in turn. */
export function OwnSoundCheck({ app, call, words }: RoomProps & WordsProps) {
  const { snapshot } = app.state.value;
  const me = myself(snapshot);
  const people = me ? [me.name, ...atDeviceOf(snapshot, me)] : [];
  const turn = useSignal<number | null>(null);
  const unheard = useSignal<readonly string[]>([]);
  const { soundCheck } = words;
  useEffect(() => () => soundCheck.end(), []);
  const next = (place: number) => {
    const name = people[place];
    if (name === undefined) soundCheck.end();
    else soundCheck.ask(name);
    turn.value = place;
  };
  const begin = () => {
    unheard.value = [];
    next(0);
  };
  if (call.pairs.value.length === 0) return null;
  const asking = soundCheck.asking.value;
  const go = () => {
    if (asking && notHeard(asking)) unheard.value = [...unheard.peek(), asking.name];
    next((turn.peek() ?? 0) + 1);
  };
  return (
    <section data-testid="sound-check">
      <h3>{t("sound_check.title")}</h3>
      {turn.value === null && <p>{t("sound_check.words")}</p>}
      {asking ? (
        <Turn snapshot={snapshot} asking={asking} onNext={go} />
      ) : (
        <>
          {turn.value !== null && <Found unheard={unheard.value} />}
          <Button testId="sound-check-begin" onPress={begin}>
            {t(turn.value === null ? "sound_check.begin" : "sound_check.again")}
          </Button>
        </>
      )}
    </section>
  );
}

function notHeard({ heard }: Asking): boolean {
  return [...heard.values()].includes(false);
}

interface TurnProps {
  snapshot: Snapshot;
  asking: Asking;
  onNext: () => void;
}

function Turn({ snapshot, asking, onNext }: TurnProps) {
  const names = (wanted: boolean) =>
    [...asking.heard]
      .filter(([, heard]) => heard === wanted)
      .map(([id]) => snapshot.meetings?.participants.find((one) => one.id === id)?.name ?? "")
      .join(", ");
  const [hear, hearNot] = [names(true), names(false)];
  return (
    <>
      <p>{t("sound_check.speak", { name: asking.name })}</p>
      <div role="status">
        {asking.heard.size === 0 && <p class="small">{t("sound_check.waits")}</p>}
        {hear && <p>{t("sound_check.hear", { names: hear })}</p>}
        {hearNot && <p class="wrong">{t("sound_check.hear_not", { names: hearNot })}</p>}
      </div>
      <Button look="primary" testId="sound-check-next" onPress={onNext}>
        {t("sound_check.next")}
      </Button>
    </>
  );
}

function Found({ unheard }: { unheard: readonly string[] }) {
  const words =
    unheard.length > 0 ? t("sound_check.unheard", { names: unheard.join(", ") }) : t("sound_check.all_heard");
  return (
    <p role="status" class={unheard.length > 0 ? "wrong" : ""} data-testid="sound-check-found">
      {words}
    </p>
  );
}

/** At the other end: somebody speaks; are they heard? */
export function AskedSoundCheck({ app, words }: WordsProps) {
  const asked = words.soundCheck.asked.value;
  const here = asked !== null && seatOf(app.state.value.snapshot, asked.participant) !== undefined;
  useEffect(() => {
    if (asked && !here) words.soundCheck.gone(asked.participant);
  }, [asked, here]);
  if (!asked || !here || !app.soundIsHere) return null;
  return (
    <section class="card arrival" role="status" data-testid="sound-check-asked">
      <p>{t("sound_check.asked", { name: asked.name })}</p>
      <div class="pair">
        <Button look="primary" testId="sound-check-yes" onPress={() => words.soundCheck.answer(true)}>
          {t("sound_check.yes")}
        </Button>
        <Button testId="sound-check-no" onPress={() => words.soundCheck.answer(false)}>
          {t("sound_check.no")}
        </Button>
      </div>
    </section>
  );
}
