import type { App } from "../app.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { besideOf, other } from "../state.ts";
import { roleWords, t } from "../texts.ts";
import { Agreement } from "./agreement.tsx";

/** The client's word about somebody at the door: "yes" also for the client, of whom nobody is asked. */
export function consentTo(app: App, id: number): string {
  const consents = app.state.value.snapshot.meetings?.consents;
  return consents?.find(({ participant }) => participant === id)?.consent ?? "yes";
}

/** As whom somebody was asked, first; then who they are. */
export function Who({ participant: { name, role } }: { participant: ParticipantView }) {
  return (
    <>
      {role !== "client" && `${roleWords(role)} `}
      <bdi>{name}</bdi>
    </>
  );
}

/** Whether the client has agreed to a partner. With them, the client has no screen on which to say it. */
export function Coming({ app, participant }: { app: App; participant: ParticipantView }) {
  const { id, role, with_client: withClient } = participant;
  const consent = consentTo(app, id);
  const hosted = typeof other(app.state.value.snapshot)?.hosted_by === "number";
  if (role === "client") return hosted ? <p class="bad">{t("hosting.own_arrives")}</p> : null;
  return (
    <>
      {withClient && <p>{t("hosting.says")}</p>}
      {consent !== "yes" && (withClient || hosted) && <Agreement app={app} who={id} word={consent} />}
      {consent !== "yes" && !withClient && !hosted && (
        <p>{t(consent === "no" ? "people.client_says_no" : "people.client_is_asked")}</p>
      )}
    </>
  );
}

/** Who else sits at their device. */
export function BesideThem({ who }: { who: ParticipantView }) {
  const names = besideOf(who);
  return names.length > 0 ? <p>{t("beside.theirs", { names: names.join(", ") })}</p> : null;
}
