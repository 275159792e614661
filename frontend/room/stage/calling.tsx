import type { App } from "../app.ts";
import type { PhoneView } from "../protocol.gen.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

const REASONS = ["no_sound", "no_picture", "connection", "device", "wished", "easier", "other"] as const;

/** The adviser phones, and says why the meeting goes on by phone. */
export function HostPhone({ app, phone }: { app: App; phone: PhoneView }) {
  return (
    <>
      <CallClient app={app} />
      <fieldset class="chips">
        <legend>{t("phone.why")}</legend>
        {REASONS.map((reason) => (
          <button
            type="button"
            key={reason}
            class="chip"
            aria-pressed={phone.reason === reason}
            onClick={() => void app.ask("meeting.phone_reason", { reason })}
          >
            {t(`phone.${reason}`)}
          </button>
        ))}
      </fieldset>
      <p class="small">{t("phone.not_private")}</p>
    </>
  );
}

/** The number to press, and what came of the call. */
export function CallClient({ app }: { app: App }) {
  const { meetings } = app.state.value.snapshot;
  const client = meetings?.client;
  if (!client?.number) return <p>{t("phone.no_number")}</p>;
  const tried = (answered: boolean) => () => void app.ask("meeting.call_tried", { answered });
  const attempts = meetings?.call_attempts ?? 0;
  return (
    <div class="calling">
      <a class="button button--secondary" href={`tel:${client.number}`} data-testid="call-client">
        {t("phone.call", { name: inOnePiece(client.number_read) })}
      </a>
      <div class="pair">
        <Button onPress={tried(true)}>{t("phone.answered")}</Button>
        <Button onPress={tried(false)}>{t("phone.no_answer")}</Button>
      </div>
      <p class="small" role="status">
        {attempts > 0 && t(attempts === 1 ? "phone.attempts_one" : "phone.attempts", { count: attempts })}
      </p>
    </div>
  );
}

function inOnePiece(number: string): string {
  return number.replaceAll(" ", "\u00a0");
}
