import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { type TextKey, t } from "../texts.ts";
import { Button, Dialog, Words } from "../ui/parts.tsx";
import { allow } from "./trouble.tsx";

/** Always there at the door: help, and the phone instead. */
export function Foot({ app, help }: { app: App; help: TextKey }) {
  const open = useSignal(false);
  const show = (shown: boolean) => () => {
    open.value = shown;
  };
  return (
    <div class="foot">
      <CallMe app={app} />
      <Button look="quiet" onPress={show(true)}>
        {t("help.button")}
      </Button>
      {open.value && (
        <Dialog title={t("help.title")} onClose={show(false)}>
          <p>
            <Words text={t(help, { allow: allow(app) })} />
          </p>
          <p>{t("help.not_your_fault")}</p>
          {app.boot.phone && <p>{t("help.phone", { phone: app.boot.phone })}</p>}
          <Pages app={app} />
          <form method="dialog">
            <button type="submit" class="button">
              {t("help.close")}
            </button>
          </form>
        </Dialog>
      )}
    </div>
  );
}

/** In a tab of their own, so that nobody loses their place at the door. */
function Pages({ app }: { app: App }) {
  if (app.boot.pages.length === 0) return null;
  return (
    <ul class="foot__pages">
      {app.boot.pages.map(({ address, title }) => (
        <li key={address}>
          <a href={address} target="_blank" rel="noopener">
            {title}
          </a>
        </li>
      ))}
    </ul>
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
