import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { PeopleDialog } from "./panel.tsx";

/** The adviser's list of people. */
export function PeopleButton({ app }: { app: App }) {
  const open = useSignal(false);
  if (!app.may("meeting.invite")) return null;
  const show = (shown: boolean) => () => {
    open.value = shown;
  };
  return (
    <>
      <button type="button" class="small-tool" data-testid="people" onClick={show(true)}>
        {t("people.title")}
      </button>
      {open.value && <PeopleDialog app={app} onClose={show(false)} />}
    </>
  );
}
