import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";

interface Props {
  app: App;
  onClose: () => void;
  /** A partner; none: the client. */
  participant?: number | null;
}

const KNOWN_BY = ["voice", "face", "partner"] as const;

/** A fresh code, to be read aloud by phone. */
export function CodeDialog({ app, onClose, participant = null }: Props) {
  const code = useSignal("");
  useEffect(() => {
    void app.ask("meeting.read_code", { participant }).then((result) => {
      if (!result) return onClose();
      code.value = String(result.code ?? "");
    });
  }, []);
  return (
    <Dialog title={t("code.title")} onClose={onClose}>
      <p class="code" role="status">
        {code.value.replace(/(\d{3})(?=\d)/, "$1 ")}
      </p>
      <p>{t("code.words")}</p>
      <form method="dialog">
        <button type="submit" class="button">
          {t("help.close")}
        </button>
      </form>
    </Dialog>
  );
}

/** The vouched door: how the adviser knows the person goes on record. */
export function VouchDialog({ app, onClose, participant = null }: Props) {
  const how = useRef<HTMLInputElement>(null);
  const choose = (words: string) => {
    if (how.current) how.current.value = words;
  };
  const vouch = async () => {
    const words = how.current?.value.trim() ?? "";
    if (!words) return how.current?.focus();
    if ((await app.ask("meeting.vouch", { how: words, participant })) === undefined) return;
    onClose();
    app.notice.value = t("vouch.done");
  };
  return (
    <Dialog title={t("vouch.title")} onClose={onClose}>
      <p>{t("vouch.words")}</p>
      <div class="chips">
        {KNOWN_BY.map((way) => (
          <button type="button" key={way} class="chip" onClick={() => choose(t(`vouch.${way}`))}>
            {t(`vouch.${way}`)}
          </button>
        ))}
      </div>
      <label class="field">
        {t("vouch.how")}
        <input type="text" ref={how} maxLength={300} required dir="auto" />
      </label>
      <div class="choices">
        <Button look="primary" onPress={() => void vouch()}>
          {t("vouch.do")}
        </Button>
      </div>
    </Dialog>
  );
}
