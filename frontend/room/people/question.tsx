import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import type { ConsentView } from "../protocol.gen.ts";
import { roleWords, type TextKey, t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

function answer(app: App, participant: number, yes: boolean): void {
  void app.ask("consent.answer", { participant, yes });
}

/** The client decides who else comes in: one question at a time, one tap, and the word can be taken back. */
export function Consents({ app }: { app: App }) {
  if (!app.may("meeting.consent")) return null;
  const asked = app.state.value.snapshot.meetings?.consents ?? [];
  const [open] = asked.filter((one) => one.consent === "");
  const said = asked.filter((one) => one.consent !== "");
  return (
    <div class="arrivals" role="status">
      {open && <Question key={open.participant} app={app} who={open} />}
      {said.length > 0 && <Said app={app} said={said} />}
    </div>
  );
}

function Question({ app, who }: { app: App; who: ConsentView }) {
  const adviser = app.state.value.snapshot.meetings?.participants.find(({ role }) => role === "adviser");
  return (
    <section class="card arrival" data-testid="consent">
      <p>{t("consent.asks", { name: adviser?.name ?? "" })}</p>
      <h2>{questionWords(who.role, who.name)}</h2>
      <p>{t("consent.words")}</p>
      <div class="pair">
        <Button look="primary" testId="consent-yes" onPress={() => answer(app, who.participant, true)}>
          {t("consent.yes")}
        </Button>
        <Button testId="consent-no" onPress={() => answer(app, who.participant, false)}>
          {t("consent.no")}
        </Button>
      </div>
    </section>
  );
}

/** What the client has said, folded away: each word can be turned round by a tap. */
function Said({ app, said }: { app: App; said: ConsentView[] }) {
  const open = useSignal(false);
  return (
    <details
      class="card ways"
      open={open.value}
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>{t("consent.list")}</summary>
      <div class="choices">
        {said.map(({ participant, name, role, consent }) => (
          <div key={participant} class="pair">
            <p>
              <bdi>{name}</bdi>, {roleWords(role)}
            </p>
            <Button onPress={() => answer(app, participant, consent !== "yes")}>
              {t(consent === "yes" ? "consent.take_back" : "consent.yes")}
            </Button>
          </div>
        ))}
      </div>
    </details>
  );
}

const ASKED: Readonly<Record<string, TextKey>> = {
  interpreter: "consent.interpreter",
  captioner: "consent.captioner",
  doctor: "consent.doctor",
  provider: "consent.provider",
  relative: "consent.relative",
  support: "consent.support",
  colleague: "consent.colleague",
};

/** "Saako tulkki tulla mukaan?": the name stands beside it, so that nothing has to be inflected. */
function questionWords(role: string, name: string): string {
  return t(ASKED[role] ?? "consent.somebody", { name });
}
