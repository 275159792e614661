import { useSignal } from "@preact/signals";
import type { WordsProps } from "../call/words.ts";
import { writesCaptions } from "../state.ts";
import { t } from "../texts.ts";

const LINES = 2;

/** What a captioner writes, over the faces, as it is typed. */
export function Captions({ app, words }: WordsProps) {
  const shown = useSignal(true);
  const { snapshot } = app.state.value;
  const lines = words.written.value
    .filter(({ participant, text }) => text !== "" && writesCaptions(snapshot, participant))
    .slice(-LINES);
  if (lines.length === 0 || writesCaptions(snapshot, snapshot.meetings?.me)) return null;
  const turn = () => {
    shown.value = !shown.peek();
  };
  return (
    <section class="captions" aria-label={t("captions.title")} data-testid="captions">
      {shown.value && (
        <div class="captions__lines">
          <div>
            {lines.map(({ participant, line, text }) => (
              <p key={`${participant} ${line}`} dir="auto">
                {text}
              </p>
            ))}
          </div>
        </div>
      )}
      <button type="button" class="small-tool" onClick={turn}>
        {t(shown.value ? "captions.hide" : "captions.show")}
      </button>
    </section>
  );
}
