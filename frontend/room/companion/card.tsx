import type { App } from "../app.ts";
import { otherDevice, type RoomState, seatOf } from "../state.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";

/** Is this person heard at their other device, as far as it is here? */
function isHeardThere({ snapshot }: RoomState): boolean {
  return seatOf(snapshot, otherDevice(snapshot)?.id ?? 0)?.microphone ?? true;
}

/** The microphone first, by the person's own press: the sound moves only to where somebody is heard. Whoever is silent
 * at the other device is so here. */
async function take(app: App): Promise<void> {
  const { microphone } = app.devices;
  if (isHeardThere(app.state.peek())) microphone.want(true);
  else microphone.silence();
  const open = microphone.track.peek() !== null && (!microphone.wanted || microphone.state.peek() === "on");
  if (!open) await microphone.open();
  if (!microphone.track.peek()) app.notice.value = t("trouble.microphone");
  else await app.ask("seat.sound", { here: true });
}

/** Where somebody has two devices: which of them this is, and where the sound is. */
export function TwoDevices({ app }: { app: App }) {
  const second = app.boot.role === "companion";
  const { soundIsHere: here } = app;
  if (here && !second) return null;
  const words = here ? "companion.sound_here" : "companion.sound_there";
  const back = () => void app.ask("seat.sound", { here: false });
  return (
    <section class="card" role="status" data-testid="two-devices">
      {second && <h2>{t("companion.title")}</h2>}
      <p>
        {second && !here && t("companion.seen")} {t(words)}
      </p>
      <Button testId="move-sound" onPress={here ? back : () => void take(app)}>
        {t(here ? "companion.give_back" : "companion.take")}
      </Button>
    </section>
  );
}
