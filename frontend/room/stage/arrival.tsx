import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { playChime } from "../devices/sound.ts";
import { BesideThem, Coming, consentTo, Who } from "../people/coming.tsx";
import { SaidHostings } from "../people/hosting.tsx";
import type { ParticipantView } from "../protocol.gen.ts";
import { saidTime, t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import { CallClient } from "./calling.tsx";
import { showArrival } from "./seen.ts";
import type { RoomProps } from "./stage.tsx";

const MINUTES = [5, 10, 15] as const;

/** Who waits to be let in, each on a card. */
export function Arrivals({ app, call }: RoomProps) {
  if (!app.may("meeting.admit")) return null;
  const waiting =
    app.state.value.snapshot.meetings?.participants.filter(({ state }) => state === "waiting") ?? [];
  return (
    <div class="arrivals" role="status">
      <SaidHostings app={app} />
      {waiting.map((participant) => (
        <Arrival key={participant.id} app={app} call={call} participant={participant} />
      ))}
    </div>
  );
}

type ArrivalProps = RoomProps & { participant: ParticipantView };

function Arrival({ app, call, participant }: ArrivalProps) {
  const speaking = useSignal(false);
  const zone = app.state.value.snapshot.meetings?.zone ?? "Europe/Helsinki";
  useAnnouncement(app, participant);
  return (
    <section class="card arrival" data-testid="arrival">
      <h2>
        <Who participant={participant} />
      </h2>
      <Coming app={app} participant={participant} />
      <BesideThem who={participant} />
      {participant.waiting_since && (
        <p>{t("arrival.since", { when: saidTime(participant.waiting_since, zone) })}</p>
      )}
      <p class="devices">
        <DeviceWords kind="camera" state={participant.camera} />
        <DeviceWords kind="microphone" state={participant.microphone} />
      </p>
      {participant.by_link_alone && (
        <p class="bad" data-testid="by-link-alone">
          {t("arrival.by_link_alone")}
        </p>
      )}
      {participant.asks_call && <AsksCall app={app} client={participant.role === "client"} />}
      <div class="pair">
        {consentTo(app, participant.id) === "yes" && (
          <Button look="primary" testId="admit" onPress={() => void call.admit(participant.id)}>
            {t("arrival.admit")}
          </Button>
        )}
        <Button
          onPress={() => {
            speaking.value = true;
          }}
        >
          {t("arrival.not_yet")}
        </Button>
      </div>
      {speaking.value && (
        <Say
          app={app}
          participant={participant.id}
          onClose={() => {
            speaking.value = false;
          }}
        />
      )}
    </section>
  );
}

function AsksCall({ app, client }: { app: App; client: boolean }) {
  return (
    <>
      <p class="bad">{t("expect.asks_call")}</p>
      {client && <CallClient app={app} />}
    </>
  );
}

function useAnnouncement(app: App, participant: ParticipantView): void {
  useEffect(() => {
    const before = document.title;
    document.title = t("arrival.document", { name: participant.name });
    void playChime().catch(() => undefined);
    showArrival(app, participant.id);
    return () => {
      document.title = before;
    };
  }, []);
}

/** A device at the door in words: fine, off, or what is wrong. */
export function DeviceWords({ kind, state }: { kind: "camera" | "microphone"; state: string }) {
  const device = t(`device.${kind}`);
  if (state === "on") return <span class="fine">✓ {t("arrival.on", { device })}</span>;
  if (state === "off") return <span>{t("arrival.off", { device })}</span>;
  if (state === "blocked" || state === "missing" || state === "busy") {
    return <span class="bad">{t(`expect.${state}`, { device })}</span>;
  }
  return null;
}

interface SayProps {
  app: App;
  participant: number;
  onClose: () => void;
}

function Say({ app, participant, onClose }: SayProps) {
  const words = useRef<HTMLInputElement>(null);
  const say = async (text: string, late: number) => {
    if ((await app.ask("meeting.say", { participant, words: text, minutes_late: late })) !== undefined)
      onClose();
  };
  const deny = () => void app.ask("meeting.deny", { participant }).then(onClose);
  return (
    <Dialog title={t("say.title")} onClose={onClose}>
      <div class="choices">
        {MINUTES.map((count) => (
          <Button key={count} onPress={() => void say(t("say.message", { count }), count)}>
            {t("say.minutes", { count })}
          </Button>
        ))}
      </div>
      <label class="field">
        {t("say.own")}
        <input type="text" ref={words} maxLength={300} dir="auto" />
      </label>
      <div class="choices">
        <Button look="primary" onPress={() => void say(words.current?.value ?? "", 0)}>
          {t("say.send")}
        </Button>
        <Button look="quiet" onPress={deny}>
          {t("say.deny")}
        </Button>
        <p class="small">{t("say.deny_words")}</p>
      </div>
    </Dialog>
  );
}
