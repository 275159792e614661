import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Button } from "../ui/parts.tsx";
import { losing } from "./losing.ts";
import type { Device } from "./media.ts";

/** What the others miss of this person, whose device has gone, and the way to go on. */
export function Lost({ app }: { app: App }) {
  return (
    <>
      {app.soundIsHere && <LostDevice app={app} device={app.devices.microphone} />}
      <LostDevice app={app} device={app.devices.camera} />
    </>
  );
}

async function open(app: App, device: Device): Promise<void> {
  await device.open();
  if (!device.track.peek()) app.notice.value = t(`trouble.${device.kind}`);
}

function LostDevice({ app, device }: { app: App; device: Device }) {
  const { kind } = device;
  if (!losing(device).value || device.state.value === "off") return null;
  return (
    <section class="card" role="alert" data-testid={`lost-${kind}`}>
      <p>{t(`lost.${kind}`)}</p>
      <Button look="primary" busy={device.opening.value} onPress={() => void open(app, device)}>
        {t(`lost.open_${kind}`)}
      </Button>
    </section>
  );
}
