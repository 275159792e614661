import type { App } from "../app.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { t } from "../texts.ts";
import { roleWords } from "./words.ts";

/** The client's word about somebody at the door: "yes" also for the client, of whom nobody is asked. */
export function consentTo(app: App, id: number): string {
  const consents = app.state.value.snapshot.meetings?.consents;
  return consents?.find(({ participant }) => participant === id)?.consent ?? "yes";
}

/** As whom a partner was asked to join, and whether the client has agreed. */
export function Coming({ app, participant: { id, role } }: { app: App; participant: ParticipantView }) {
  const consent = consentTo(app, id);
  if (role === "client") return null;
  return (
    <>
      <p>{roleWords(role)}</p>
      {consent !== "yes" && <p>{t(consent === "no" ? "people.client_says_no" : "people.client_is_asked")}</p>}
    </>
  );
}
