import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { PeopleDialog } from "./panel.tsx";
import { Consents } from "./question.tsx";

/** Who else takes part: the adviser's list, the client's question, a wish that one mutes oneself. */
export function People({ app }: { app: App }) {
  return (
    <>
      <Consents app={app} />
      <MuteAsked app={app} />
      <PeopleButton app={app} />
    </>
  );
}

function PeopleButton({ app }: { app: App }) {
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

/** The adviser asks; the person's own press switches the microphone off. */
function MuteAsked({ app }: { app: App }) {
  if (!app.muteAsked.value) return null;
  const close = () => {
    app.muteAsked.value = false;
  };
  const mute = () => {
    if (app.devices.microphone.state.peek() === "on") void app.devices.microphone.toggle();
    close();
  };
  return (
    <section class="card arrival" role="status" data-testid="mute-asked">
      <p>{t("mute.asked")}</p>
      <div class="pair">
        <Button look="primary" onPress={mute}>
          {t("mute.do")}
        </Button>
        <Button onPress={close}>{t("mute.keep")}</Button>
      </div>
    </section>
  );
}
