import { type TextKey, t } from "../room/texts.ts";
import { Button, Screen } from "../room/ui/parts.tsx";
import type { Trial } from "./trial.ts";

export const NEXT = "try-next";

/** Always there: whom to call, and what the organisation has published. */
export function Foot({ trial: { boot } }: { trial: Trial }) {
  if (!boot.phone && boot.pages.length === 0) return null;
  return (
    <div class="foot foot--quiet">
      {boot.phone && (
        <p>
          <a href={`tel:${boot.phone.replaceAll(" ", "")}`}>{t("help.phone", { phone: boot.phone })}</a>
        </p>
      )}
      {boot.pages.map(({ address, title }) => (
        <a key={address} href={address} target="_blank" rel="noopener">
          {title}
        </a>
      ))}
    </div>
  );
}

export interface Answer {
  words: TextKey;
  act: () => void;
}

interface QuestionProps {
  trial: Trial;
  title: TextKey;
  words?: TextKey;
  answers: Answer[];
  /** No answer is the one to press. */
  equal?: boolean;
  busy?: boolean;
}

/** One question, one press. */
export function Question({ trial, title, words, answers, equal = false, busy = false }: QuestionProps) {
  return (
    <Screen title={t(title)}>
      {words && <p>{t(words)}</p>}
      <p role="alert" class="note" hidden={!trial.notice.value}>
        {trial.notice.value}
      </p>
      <div class="choices">
        {answers.map((answer, place) => (
          <Button
            key={answer.words}
            look={place === 0 && !equal ? "primary" : "plain"}
            busy={busy}
            testId={place === 0 ? NEXT : answer.words}
            onPress={answer.act}
          >
            {t(answer.words)}
          </Button>
        ))}
      </div>
      <Foot trial={trial} />
    </Screen>
  );
}
