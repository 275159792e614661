import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

/**
 * The client has not said yes. At no screen of their own they say it aloud, or have said it beforehand: how they were
 * asked is kept.
 */
export function Agreement({ app, who, word }: { app: App; who: number; word: string }) {
  const how = useRef<HTMLInputElement>(null);
  const client = app.state.value.snapshot.meetings?.participants.find(({ role }) => role === "client");
  const hosted = typeof client?.hosted_by === "number";
  const tell = () => {
    const words = how.current?.value.trim() ?? "";
    if (words) void app.ask("consent.tell", { participant: who, how: words });
    else how.current?.focus();
  };
  if (word === "no") return <p class="bad">{t("people.client_says_no")}</p>;
  if (client?.state === "present" && !hosted) return <p>{t("people.client_is_asked")}</p>;
  return (
    <div class="choices">
      {hosted && <p>{t("hosting.ask_aloud")}</p>}
      <label class="field">
        {t("people.agreed_how")}
        <input
          type="text"
          ref={how}
          maxLength={300}
          dir="auto"
          defaultValue={hosted ? t("hosting.agreed_how") : ""}
        />
      </label>
      <Button testId="agreed" onPress={tell}>
        {t("people.agreed_before")}
      </Button>
    </div>
  );
}
