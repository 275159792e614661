import { useEffect } from "preact/hooks";
import { type TextKey, t } from "../room/texts.ts";
import { Button, Screen } from "../room/ui/parts.tsx";
import { Foot, NEXT, Question } from "./parts.tsx";
import type { Sure, Trial, Wish } from "./trial.ts";
import { type Found, reachOf, verdictOf } from "./verdict.ts";

interface Props {
  trial: Trial;
}

export function Begin({ trial }: Props) {
  return (
    <Screen title={t("try.title")}>
      <p>{t("try.words")}</p>
      <p>{t("try.data")}</p>
      <div class="choices">
        <Button look="primary" testId={NEXT} onPress={() => trial.goTo("camera")}>
          {t("try.start")}
        </Button>
      </div>
      <Foot trial={trial} />
    </Screen>
  );
}

const REACH = { video: "try.speed_good", sound: "try.speed_sound", phone: "try.speed_weak" } as const;

function speedWords({ speed, blocked }: Found): TextKey {
  if (blocked) return "try.speed_blocked";
  return speed === null ? "try.speed_unknown" : REACH[reachOf({ speed, blocked })];
}

export function Speed({ trial }: Props) {
  useEffect(() => void trial.measure(), []);
  const measuring = trial.speed.value === undefined;
  return (
    <Screen title={t(measuring ? "try.speed" : "try.speed_done")}>
      <p role="status">{t(measuring ? "try.speed_words" : speedWords(trial.found))}</p>
      {measuring && <progress aria-label={t("try.speed")} />}
      <div class="choices">
        <Button
          look={measuring ? "plain" : "primary"}
          testId={measuring ? "try-skip" : NEXT}
          onPress={() => trial.goTo("quiet")}
        >
          {t(measuring ? "try.skip" : "try.go_on")}
        </Button>
      </div>
      <Foot trial={trial} />
    </Screen>
  );
}

export function Quiet({ trial }: Props) {
  const say = (quiet: boolean) => () => {
    trial.quiet = quiet;
    trial.goTo("sure");
  };
  const answers = [
    { words: "try.quiet_yes", act: say(true) },
    { words: "try.quiet_no", act: say(false) },
  ] as const;
  return <Question trial={trial} title="try.quiet" words="try.quiet_words" answers={[...answers]} />;
}

export function HowSure({ trial }: Props) {
  const say = (sure: Sure) => () => {
    trial.sure = sure;
    trial.goTo("result");
  };
  const answers = [
    { words: "try.sure_alone", act: say("alone") },
    { words: "try.sure_help", act: say("help") },
    { words: "try.sure_no", act: say("no") },
  ] as const;
  return <Question trial={trial} title="try.sure" answers={[...answers]} />;
}

/** What works, each in a line; and what a meeting can be. */
export function Result({ trial }: Props) {
  const { found, boot } = trial;
  const verdict = verdictOf(found);
  const lines: TextKey[] = [
    found.camera === "on" ? "try.camera_on" : "try.camera_off",
    ...(found.heard === null ? [] : [found.heard ? ("try.heard" as const) : ("try.not_heard" as const)]),
    found.microphone === "on" ? "try.microphone_on" : "try.microphone_off",
    speedWords(found),
  ];
  return (
    <Screen title={t(`try.result_${verdict}`)} testId={`result-${verdict}`}>
      <ul>
        {lines.map((line) => (
          <li key={line}>{t(line)}</li>
        ))}
      </ul>
      {verdict !== "video" && <p>{t("help.not_your_fault")}</p>}
      <div class="choices">
        {boot.keep ? (
          <Button look="primary" testId={NEXT} onPress={() => trial.goTo("wish")}>
            {t("try.go_on")}
          </Button>
        ) : (
          <p>{t("try.close")}</p>
        )}
        <Button onPress={() => location.reload()}>{t("try.again")}</Button>
      </div>
      <Foot trial={trial} />
    </Screen>
  );
}

export function HowToMeet({ trial }: Props) {
  const say = (wish: Wish) => () => {
    trial.wish = wish;
    trial.goTo("keep");
  };
  const answers = [
    { words: "try.wish_video", act: say("video") },
    { words: "try.wish_phone", act: say("phone") },
    { words: "try.wish_in_person", act: say("in_person") },
    { words: "try.wish_unknown", act: say("") },
  ] as const;
  return <Question trial={trial} title="try.wish" answers={[...answers]} equal />;
}

export function Keep({ trial }: Props) {
  const answers = [
    { words: "try.keep_yes", act: () => void trial.keep(t) },
    { words: "try.keep_no", act: () => trial.refuse() },
  ] as const;
  const busy = trial.keeping.value === "asking";
  return (
    <Question
      trial={trial}
      title="try.keep"
      words="try.keep_words"
      answers={[...answers]}
      equal
      busy={busy}
    />
  );
}

export function Done({ trial }: Props) {
  return (
    <Screen title={t(trial.keeping.value === "kept" ? "try.kept" : "try.not_kept")} testId="try-done">
      <p>{t("try.close")}</p>
      <Foot trial={trial} />
    </Screen>
  );
}
