import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { WordsProps } from "../call/words.ts";
import type { Line } from "../call/written.ts";
import type { Snapshot } from "../state.ts";
import { t } from "../texts.ts";

/** Talking in writing: the others read each letter as it is typed. */
export function Writing({ app, words }: WordsProps) {
  const { snapshot } = app.state.value;
  const lines = words.written.value.filter(({ text }) => text !== "");
  const end = useRef<HTMLDivElement>(null);
  const last = lines.at(-1);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [last?.line, last?.text]);
  return (
    <section class="card writing" data-testid="writing" aria-label={t("writing.title")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is read by keyboard, too */}
      <div class="writing__lines" role="log" tabIndex={0} aria-label={t("writing.lines")}>
        {lines.length === 0 && <p class="small">{t("writing.empty")}</p>}
        {lines.map((line) => (
          <p key={`${line.participant} ${line.line}`} dir="auto">
            <strong>{nameOf(snapshot, line)}: </strong>
            {line.text}
          </p>
        ))}
        <div ref={end} />
      </div>
      <Field words={words} />
      <button
        type="button"
        class="button button--quiet"
        data-testid="writing-close"
        onClick={() => words.open(false)}
      >
        {t("writing.close")}
      </button>
    </section>
  );
}

function nameOf(snapshot: Snapshot, { participant }: Line): string {
  if (participant === snapshot.meetings?.me) return t("writing.me");
  return snapshot.meetings?.participants.find(({ id }) => id === participant)?.name ?? "";
}

function Field({ words }: Pick<WordsProps, "words">) {
  const text = useSignal("");
  const write = (value: string) => {
    text.value = value;
    words.write(value);
  };
  const newLine = (event: Event) => {
    event.preventDefault();
    if (text.peek() === "") return;
    text.value = "";
    words.newLine();
  };
  return (
    <form onSubmit={newLine}>
      <label class="field">
        {t("writing.label")}
        <input
          type="text"
          data-testid="writing-field"
          value={text.value}
          maxLength={words.mostLetters}
          autocomplete="off"
          enterkeyhint="enter"
          dir="auto"
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
    </form>
  );
}
