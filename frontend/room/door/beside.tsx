import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { besideMe } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

type Code = typeof import("../beside/beside.tsx");

/** At the door: is somebody here with you? Loaded when it is pressed. */
export function BesideButton({ app }: { app: App }) {
  const code = useSignal<Code | null>(null);
  const { snapshot } = app.state.value;
  const names = besideMe(snapshot).concat(snapshot.door?.with_client ? t("hosting.client") : []);
  const open = () => {
    import("../beside/beside.tsx").then(
      (loaded) => {
        code.value = loaded;
      },
      () => {
        app.notice.value = t("offline.not_sent");
      },
    );
  };
  const close = () => {
    code.value = null;
  };
  return (
    <div class="beside-me">
      {names.length > 0 && <p data-testid="beside-me">{t("beside.mine", { names: names.join(", ") })}</p>}
      <Button look="quiet" testId="beside-open" onPress={open}>
        {t(names.length > 0 ? "beside.change" : "beside.title")}
      </Button>
      {code.value && <code.value.BesideDialog app={app} onClose={close} />}
    </div>
  );
}
