import type { App } from "../app.ts";
import type { PhoneView } from "../protocol.gen.ts";
import { other } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import type { Host, RoomProps } from "./stage.tsx";

/** By phone, or on the way back from it. */
export function Phone({ app, call, host, byPhone }: RoomProps & { host: Host | null; byPhone: boolean }) {
  return byPhone ? <PhonePanel app={app} host={host} /> : <VideoQuestion app={app} call={call} />;
}

/** The meeting goes on by phone; this page stays the meeting's place. */
function PhonePanel({ app, host }: { app: App; host: Host | null }) {
  const phone = app.state.value.snapshot.meetings?.phone;
  if (!phone) return null;
  return (
    <section class="card" aria-labelledby="phone-title" data-testid="by-phone">
      <h2 id="phone-title">{t("phone.title")}</h2>
      {host ? <host.HostPhone app={app} phone={phone} /> : <ClientPhone app={app} phone={phone} />}
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

/** On the way back to video: the call goes on until the sound is heard here. */
function VideoQuestion({ app }: RoomProps) {
  const phone = app.state.value.snapshot.meetings?.phone;
  if (!phone?.video_wanted || !app.may("meeting.hear_video")) return null;
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
