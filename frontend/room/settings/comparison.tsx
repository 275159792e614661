import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Pair } from "../call/pair.ts";
import type { CallSession } from "../call/session.ts";
import { languageOfPage, t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { comparisonBytes, fingerprintIn, LANGUAGES, type Language, wordsOf } from "./comparing.ts";

const NAMES: Record<Language, string> = { fi: "suomi", sv: "svenska", en: "English" };

/** Where two talk: are we connected with each other, or with somebody in between? */
export function Comparison({ call }: { call: CallSession }) {
  const asked = useSignal(false);
  const [pair, another] = call.pairs.value;
  if (!pair || another || pair.call.value.phase !== "live") return null;
  return (
    <section data-testid="comparison">
      <h3>{t("comparison.title")}</h3>
      <p>{t("comparison.words")}</p>
      {asked.value ? (
        <Shown pair={pair} />
      ) : (
        <Button
          onPress={() => {
            asked.value = true;
          }}
        >
          {t("comparison.show")}
        </Button>
      )}
    </section>
  );
}

interface Found {
  language: Language;
  /** Null: these two cannot be compared. */
  words: string | null;
}

function Shown({ pair }: { pair: Pair }) {
  const language = useSignal<Language>(languageOfPage());
  const found = useFound(pair, language.value);
  return (
    <>
      <p class="comparison" role="status" lang={found?.words ? found.language : undefined}>
        {found ? (found.words ?? t("comparison.cannot")) : t("comparison.making")}
      </p>
      <p class="small">{t("comparison.differ")}</p>
      <label class="field">
        {t("comparison.language")}
        <select
          value={language.value}
          onChange={(event) => {
            language.value = event.currentTarget.value as Language;
          }}
        >
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each} selected={each === language.value}>
              {NAMES[each]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Null: they are being made. */
function useFound(pair: Pair, language: Language): Found | null {
  const found = useSignal<Found | null>(null);
  useEffect(() => {
    let wanted = true;
    const show = (words: string | null) => {
      if (wanted) found.value = { language, words };
    };
    wordsFor(pair, language).then(show, () => show(null));
    return () => {
      wanted = false;
    };
  }, [pair, language]);
  return found.value?.language === language ? found.value : null;
}

async function wordsFor(pair: Pair, language: Language): Promise<string> {
  const [ours, theirs] = pair.engine.descriptions.map(fingerprintIn);
  if (!ours || !theirs) throw new Error("no two certificates");
  return (await wordsOf(await comparisonBytes(ours, theirs), language)).join(" ");
}
