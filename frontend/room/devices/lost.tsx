import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { losing } from "./losing.ts";
import type { Device } from "./media.ts";

/** What the others miss of this person, whose device has gone, and the way to go on. */
export function Lost({ app }: { app: App }) {
  return (
    <>
      <LostDevice device={app.devices.microphone} />
      <LostDevice device={app.devices.camera} />
    </>
  );
}

function LostDevice({ device }: { device: Device }) {
  const { kind } = device;
  if (!losing(device).value || device.state.value === "off") return null;
  return (
    <section class="card" role="alert" data-testid={`lost-${kind}`}>
      <p>{t(`lost.${kind}`)}</p>
      <Button look="primary" busy={device.opening.value} onPress={() => void device.open()}>
        {t(`lost.open_${kind}`)}
      </Button>
    </section>
  );
}
