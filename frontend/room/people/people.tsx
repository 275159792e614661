import type { App } from "../app.ts";
import { TwoDevices } from "../companion/card.tsx";
import { Lost } from "../devices/lost.tsx";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { Consents } from "./question.tsx";

/** What somebody in the room is told and asked: what is lost of them, where their sound is, the client's question, a wish that one mutes oneself. */
export function People({ app, byPhone }: { app: App; byPhone: boolean }) {
  return (
    <>
      {!byPhone && <Lost app={app} />}
      {!byPhone && <TwoDevices app={app} />}
      <Consents app={app} />
      <MuteAsked app={app} />
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
