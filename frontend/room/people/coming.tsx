import type { App } from "../app.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { besideOf } from "../state.ts";
import { roleWords, t } from "../texts.ts";

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

/** Whether the client has agreed to a partner. */
export function Coming({ app, participant: { id, role } }: { app: App; participant: ParticipantView }) {
  const consent = consentTo(app, id);
  if (role === "client" || consent === "yes") return null;
  return <p>{t(consent === "no" ? "people.client_says_no" : "people.client_is_asked")}</p>;
}

/** Who else sits at their device. */
export function BesideThem({ who }: { who: ParticipantView }) {
  const names = besideOf(who);
  return names.length > 0 ? <p>{t("beside.theirs", { names: names.join(", ") })}</p> : null;
}
