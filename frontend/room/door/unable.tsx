import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button, Screen } from "../ui/parts.tsx";
import { Foot } from "./foot.tsx";

/** A browser that cannot do video calls. */
export function Unable({ app }: { app: App }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    copied.value = true;
  };
  return (
    <Screen title={t("unable.title")}>
      <p>{t("unable.words")}</p>
      {"clipboard" in navigator && (
        <div class="choices">
          <Button onPress={() => void copy()}>{t("unable.copy")}</Button>
        </div>
      )}
      <p role="status">{copied.value && t("unable.copied")}</p>
      <Foot app={app} help="help.not_your_fault" />
    </Screen>
  );
}
