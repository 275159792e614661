import type { App } from "../app.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { other, seatOf } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

/** Neither here at a device of their own, nor waiting at one. */
const ELSEWHERE = new Set(["invited", "arrived", "away", "left", "denied"]);

/** May the adviser say now that the client sits at this partner's device? */
export function mayHost(app: App, partner: ParticipantView): boolean {
  const { snapshot } = app.state.value;
  const client = other(snapshot);
  if (!client || snapshot.meetings?.group || !app.may("meeting.hosting") || !seatOf(snapshot, partner.id))
    return false;
  if (partner.role === "companion") return false;
  const free = ELSEWHERE.has(client.state) || typeof client.hosted_by === "number";
  return free && client.id !== partner.id && client.hosted_by !== partner.id;
}

function hosts(app: App): ParticipantView[] {
  const { meetings } = app.state.value.snapshot;
  return meetings?.participants.filter((one) => mayHost(app, one) && one.id !== meetings.me) ?? [];
}

export function beginHosting(app: App, { id }: ParticipantView): void {
  void app.ask("hosting.begin", { participant: id });
}

/** A partner in the room says that the client is with them: the adviser looks, and answers. */
export function SaidHostings({ app }: { app: App }) {
  return (
    <>
      {hosts(app)
        .filter((one) => one.with_client)
        .map((one) => (
          <section key={one.id} class="card arrival" data-testid="hosting-said">
            <h2>{t("hosting.says_named", { name: one.name })}</h2>
            <p>{t("hosting.look")}</p>
            <div class="pair">
              <Button look="primary" testId="hosting-see" onPress={() => beginHosting(app, one)}>
                {t("hosting.see")}
              </Button>
              <Button onPress={() => void app.ask("hosting.refuse", { participant: one.id })}>
                {t("hosting.see_not")}
              </Button>
            </div>
          </section>
        ))}
    </>
  );
}

/** While the client is expected: perhaps they sit with somebody who is here. */
export function WhoHosts({ app }: { app: App }) {
  const silent = hosts(app).filter((one) => !one.with_client);
  if (silent.length === 0) return null;
  return (
    <details class="ways" data-testid="who-hosts">
      <summary>{t("hosting.which")}</summary>
      <div class="choices">
        <p>{t("hosting.look")}</p>
        {silent.map((one) => (
          <Button key={one.id} testId="hosting-begin" onPress={() => beginHosting(app, one)}>
            {t("hosting.both", { name: one.name })}
          </Button>
        ))}
      </div>
    </details>
  );
}
