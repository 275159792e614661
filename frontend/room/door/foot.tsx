import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { type TextKey, t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

type Code = typeof import("../help/help.tsx");

/** Always there at the door: help, loaded when it is pressed, and the phone instead. */
export function Foot({ app, help }: { app: App; help: TextKey }) {
  const code = useSignal<Code | null>(null);
  const failed = useSignal("");
  const open = () => {
    import("../help/help.tsx").then(
      (loaded) => {
        code.value = loaded;
      },
      () => {
        failed.value = t("help.phone", { phone: app.boot.phone });
      },
    );
  };
  const close = () => {
    code.value = null;
  };
  const told = app.state.value.snapshot.help?.words || failed.value;
  return (
    <div class="foot">
      {told && (
        <p role="status" class="note" dir="auto" data-testid="help-told">
          {told}
        </p>
      )}
      <CallMe app={app} />
      <Button look="quiet" onPress={open}>
        {t("help.button")}
      </Button>
      {code.value && <code.value.HelpDialog app={app} help={help} onClose={close} />}
    </div>
  );
}

function CallMe({ app }: { app: App }) {
  const door = app.state.value.snapshot.door;
  const asked = app.askedCall.value;
  if (door?.calls_from) {
    return (
      <p role="status" class="note">
        {t("call_me.coming", { name: door.adviser, number: door.calls_from })}
      </p>
    );
  }
  if (asked) {
    return (
      <p role="status" class="note">
        {t("call_me.asked")}
      </p>
    );
  }
  return (
    <Button look="quiet" onPress={() => void app.askCall()}>
      {t("call_me.button")}
    </Button>
  );
}
