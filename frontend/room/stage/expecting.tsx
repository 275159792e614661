import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { WhoHosts } from "../people/hosting.tsx";
import type { ParticipantView } from "../protocol.gen.ts";
import { other, otherSeat, type Snapshot } from "../state.ts";
import { saidTime, t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { DeviceWords } from "./arrival.tsx";
import { CallClient } from "./calling.tsx";
import { CodeDialog, VouchDialog } from "./letting.tsx";

const AT_DOOR = new Set(["invited", "arrived", "denied"]);
const STEPS = ["code", "camera", "sound", "microphone", "ready"] as const;

/**
 * For the adviser while nobody is here: who is expected, how far they have come, and how to help.
 * `calling`: with the number to phone; on the phone the panel above has it.
 */
export function Expecting({ app, calling }: { app: App; calling: boolean }) {
  const { snapshot } = app.state.value;
  if (snapshot.meetings?.group) return <ExpectingGroup app={app} />;
  const them = expected(snapshot);
  if (!app.may("meeting.admit") || !snapshot.meetings || !them) return null;
  const { starts, zone, type_name } = snapshot.meetings;
  const late = AT_DOOR.has(them.state);
  const left = them.state === "left";
  return (
    <section class="card expecting" aria-labelledby="expecting">
      <h2 id="expecting">{t("expect.title", { name: them.name })}</h2>
      <p>
        {type_name} · {t("expect.when", { when: saidTime(starts, zone) })}
      </p>
      {late && <Progress them={them} />}
      {left && <p role="status">{t("hosting.went")}</p>}
      {calling && <CallClient app={app} />}
      <WhoHosts app={app} />
      {(late || left) && <Ways app={app} />}
    </section>
  );
}

/** Of a group: everybody who is not in yet, and how far they have come. Ways in are in the list of people. */
function ExpectingGroup({ app }: { app: App }) {
  const { meetings } = app.state.value.snapshot;
  const coming = meetings?.participants.filter(({ role, state }) => role === "client" && AT_DOOR.has(state));
  if (!app.may("meeting.admit") || !meetings || !coming?.length) return null;
  return (
    <section class="card expecting" aria-labelledby="expecting">
      <h2 id="expecting">{t("expect.group")}</h2>
      <p>
        {meetings.type_name} · {t("expect.when", { when: saidTime(meetings.starts, meetings.zone) })}
      </p>
      <ul class="small">
        {coming.map((one) => (
          <li key={one.id}>
            <bdi>{one.name}</bdi>: {stepWords(one)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who is neither here, at whosever device, nor waits to be let in. */
function expected(snapshot: Snapshot): ParticipantView | undefined {
  const them = other(snapshot);
  const here = otherSeat(snapshot) || typeof them?.hosted_by === "number";
  return here || them?.state === "waiting" ? undefined : them;
}

function stepWords({ state, step }: ParticipantView): string {
  if (state === "denied") return t("expect.denied");
  const known = STEPS.find((one) => one === step);
  return t(known ? `expect.${known}` : "expect.none");
}

function Progress({ them }: { them: ParticipantView }) {
  return (
    <p class="devices" role="status" data-testid="client-step">
      <strong>{stepWords(them)}</strong>
      <DeviceWords kind="camera" state={them.camera} />
      <DeviceWords kind="microphone" state={them.microphone} />
      {them.asks_call && <span class="bad">{t("expect.asks_call")}</span>}
    </p>
  );
}

/** The link again, the code by phone, or in without a code. */
function Ways({ app }: { app: App }) {
  const open = useSignal<"" | "code" | "vouch">("");
  const client = app.state.value.snapshot.meetings?.client;
  const show = (dialog: typeof open.value) => () => {
    open.value = dialog;
  };
  const send = async (name: string) => {
    const channel = name === "sms" ? "sms" : "email";
    if ((await app.ask("meeting.send_link", { channel })) !== undefined) app.notice.value = t("expect.sent");
  };
  return (
    <details class="ways">
      <summary>{t("expect.more")}</summary>
      <div class="choices">
        {client?.link_by.map((channel) => (
          <Button key={channel} onPress={() => void send(channel)}>
            {t(channel === "sms" ? "expect.send_sms" : "expect.send_email")}
          </Button>
        ))}
        {client?.needs_code && (
          <>
            <Button onPress={show("code")}>{t("expect.read_code")}</Button>
            <Button onPress={show("vouch")}>{t("expect.vouch")}</Button>
          </>
        )}
      </div>
      {open.value === "code" && <CodeDialog app={app} onClose={show("")} />}
      {open.value === "vouch" && <VouchDialog app={app} onClose={show("")} />}
    </details>
  );
}
