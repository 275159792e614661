import type { App } from "../app.ts";
import type { RuleView } from "../protocol.gen.ts";
import { type TextKey, t } from "../texts.ts";

const SAID: Readonly<Record<string, TextKey>> = {
  "camera off": "rules.camera_off",
  "microphone off": "rules.microphone_off",
  "chat off": "rules.chat_off",
  "chat links": "rules.chat_links",
  "share adviser": "rules.share_adviser",
  "share nobody": "rules.share_nobody",
  "blur staff": "rules.blur_staff",
};
const LEVELS: Readonly<Record<string, TextKey>> = {
  organisation: "rules.by_organisation",
  office: "rules.by_office",
  type: "rules.by_type",
  meeting: "rules.by_meeting",
};

/** What is not as one would expect it in this meeting, and who decided so. */
export function Rules({ app }: { app: App }) {
  const rules = app.state.value.snapshot.meetings?.rules ?? [];
  const said = rules.map(ruleWords).filter((words) => words !== "");
  if (said.length === 0) return null;
  return (
    <section data-testid="rules">
      <h3>{t("rules.title")}</h3>
      {said.map((words) => (
        <p key={words}>{words}</p>
      ))}
    </section>
  );
}

function ruleWords({ name, value, by }: RuleView): string {
  const key = SAID[`${name} ${value}`];
  const level = LEVELS[by];
  return key ? [t(key), level ? t(level) : ""].join(" ").trim() : "";
}
