import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import type { DoorSnapshot } from "../protocol.gen.ts";
import { saidTime, t } from "../texts.ts";
import { Screen } from "../ui/parts.tsx";
import { BesideButton } from "./beside.tsx";
import { Foot } from "./foot.tsx";
import { Preview } from "./preview.tsx";

/** The waiting room: that one has arrived, who knows of it, and when it begins. */
export function Waiting({ app }: { app: App }) {
  const door = app.state.value.snapshot.door;
  const held = door?.state === "held";
  useEffect(() => void app.reopenAfterReload(), []);
  return (
    <Screen
      title={t(door?.declined ? "declined.title" : held ? "held.title" : "waiting.title")}
      testId="waiting"
    >
      <div class="breath" aria-hidden="true" />
      <div class="status" role="status">
        {app.connection.value === "lost" ? <p>{t("offline.waiting")}</p> : <News door={door} />}
      </div>
      {door?.words && (
        <blockquote class="said">
          <p>{t("waiting.says", { name: door.adviser })}</p>
          <p dir="auto">{door.words}</p>
        </blockquote>
      )}
      {!door?.declined && <p>{t("waiting.keep_open")}</p>}
      {app.boot.words && (
        <section class="before" data-testid="before-meeting">
          <h2>{t("waiting.before")}</h2>
          <p dir="auto">{app.boot.words}</p>
        </section>
      )}
      <Preview app={app} />
      {!door?.declined && <BesideButton app={app} />}
      <p class="small">{t("waiting.private")}</p>
      <Foot app={app} help="help.waiting" />
    </Screen>
  );
}

function News({ door }: { door: DoorSnapshot | undefined }) {
  if (!door) return <p>{t("waiting.told")}</p>;
  if (door.declined) return <p>{t("declined.words")}</p>;
  if (door.state === "held") return <p>{t("held.words", { name: door.adviser })}</p>;
  if (door.locked) return <p>{t("locked.words")}</p>;
  return (
    <>
      <p>{door.seen ? t("waiting.seen", { name: door.adviser }) : t("waiting.told")}</p>
      <p>{begins(door)}</p>
    </>
  );
}

function begins(door: DoorSnapshot): string {
  if (door.ahead) return t("waiting.ahead", { count: door.ahead });
  if (door.expected) return t("waiting.late", { when: saidTime(door.expected, door.zone) });
  return t("waiting.starts", { when: saidTime(door.starts, door.zone) });
}
