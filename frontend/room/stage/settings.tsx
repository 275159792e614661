import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import type { CallSession } from "../call/session.ts";
import { t } from "../texts.ts";
import { Icon } from "../ui/icons.tsx";
import type { Choices } from "./stage.tsx";

interface Props {
  app: App;
  call: CallSession;
  choices: Signal<Choices>;
}

type Code = typeof import("../settings/settings.tsx");

/** What it opens is loaded once the stage is there, so that it is there when somebody presses. */
export function SettingsButton({ app, call, choices }: Props) {
  const open = useSignal(false);
  const code = useSignal<Code | null>(null);
  const load = async () => {
    code.value = await import("../settings/settings.tsx");
  };
  useEffect(() => void load().catch(() => undefined), []);
  const show = () => {
    open.value = true;
    if (code.value) return;
    load().catch(() => {
      open.value = false;
      app.notice.value = t("offline.not_sent");
    });
  };
  const close = () => {
    open.value = false;
  };
  return (
    <>
      <button type="button" class="small-tool" data-testid="settings" onClick={show}>
        <Icon name="settings" />
        <span>{t("settings.button")}</span>
      </button>
      {open.value && code.value && (
        <code.value.Settings app={app} call={call} choices={choices} onClose={close} />
      )}
    </>
  );
}
