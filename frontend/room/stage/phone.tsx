import type { App } from "../app.ts";
import type { PhoneView } from "../protocol.gen.ts";
import { other } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import type { RoomProps } from "./stage.tsx";

const REASONS = ["no_sound", "no_picture", "connection", "device", "wished", "easier", "other"] as const;

/** The meeting goes on by phone; this page stays the meeting's place. */
export function PhonePanel({ app }: { app: App }) {
  const phone = app.state.value.snapshot.meetings?.phone;
  if (!phone) return null;
  return (
    <section class="card" aria-labelledby="phone-title" data-testid="by-phone">
      <h2 id="phone-title">{t("phone.title")}</h2>
      {app.boot.role === "adviser" ? (
        <HostPhone app={app} phone={phone} />
      ) : (
        <ClientPhone app={app} phone={phone} />
      )}
    </section>
  );
}

function ClientPhone({ app, phone }: { app: App; phone: PhoneView }) {
  const name = other(app.state.value.snapshot)?.name ?? "";
  const words = phone.calls_from ? "phone.calls" : "phone.calls_unknown";
  return (
    <>
      <p>{t(words, { name, number: phone.calls_from })}</p>
      <p class="small">{t("phone.not_private")}</p>
    </>
  );
}

function HostPhone({ app, phone }: { app: App; phone: PhoneView }) {
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
        {t("phone.call", { name: client.number_read })}
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

/** On the way back to video: the call goes on until the sound is heard here. */
export function VideoQuestion({ app }: RoomProps) {
  const phone = app.state.value.snapshot.meetings?.phone;
  if (!phone?.video_wanted) return null;
  return (
    <section class="card question" data-testid="hear-question">
      <p>{t(app.boot.role === "adviser" ? "video.hear_host" : "video.hear")}</p>
      <div class="choices pair">
        <Button look="primary" testId="hear-video" onPress={() => void app.ask("meeting.hear_video", {})}>
          {t("video.yes")}
        </Button>
        <Button onPress={() => void app.ask("meeting.move_to_phone", {})}>{t("bar.phone")}</Button>
      </div>
    </section>
  );
}
