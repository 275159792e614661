import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import type { ParticipantView } from "../protocol.gen.ts";
import { otherDevice } from "../state.ts";
import { t } from "../texts.ts";
import { Button, Dialog, Words } from "../ui/parts.tsx";

/** As the server makes it: `picture` is the address as a QR code. */
interface CompanionLink {
  link: string;
  picture: string;
}

/** Another device in the same place: its picture beside this one's, without an echo. */
export function OtherDevice({ app }: { app: App }) {
  const open = useSignal(false);
  if (!app.may("meeting.companion")) return null;
  const show = (shown: boolean) => () => {
    open.value = shown;
  };
  return (
    <>
      <p>
        <Button testId="other-device" onPress={show(true)}>
          {t("companion.open")}
        </Button>
      </p>
      {open.value && <DeviceDialog app={app} onClose={show(false)} />}
    </>
  );
}

function DeviceDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const device = otherDevice(app.state.value.snapshot);
  return (
    <Dialog title={t("companion.device")} onClose={onClose}>
      <p class="wrong" role="alert" hidden={app.notice.value === ""}>
        {app.notice.value}
      </p>
      <p role="status" data-testid={device ? "device-joined" : undefined}>
        {device && t("companion.joined")}
      </p>
      {device ? <Joined app={app} device={device} onEnd={onClose} /> : <Adding app={app} />}
      <Button look="quiet" testId="device-done" onPress={onClose}>
        {t("settings.close")}
      </Button>
    </Dialog>
  );
}

function Joined({ app, device, onEnd }: { app: App; device: ParticipantView; onEnd: () => void }) {
  const end = async () => {
    if ((await app.ask("companion.end", { participant: device.id })) !== undefined) onEnd();
  };
  return (
    <Button testId="device-end" onPress={() => void end()}>
      {t("companion.end")}
    </Button>
  );
}

async function invite(app: App, link: Signal<CompanionLink | null>): Promise<void> {
  link.value = null;
  const made = await app.ask("companion.invite", {});
  if (made) link.value = made as unknown as CompanionLink;
}

function Adding({ app }: { app: App }) {
  const link = useSignal<CompanionLink | null>(null);
  useEffect(() => void invite(app, link), []);
  const { value } = link;
  return (
    <>
      <ol>
        <li>{t("companion.step_take")}</li>
        <li>{t("companion.step_read")}</li>
        <li>
          <Words text={t("companion.step_press")} />
        </li>
      </ol>
      {value && (
        <>
          <img class="qr" src={value.picture} alt={t("companion.picture")} />
          <p class="small">{t("companion.lasts")}</p>
          <p class="small">{t("companion.address")}</p>
          <p class="small address" data-testid="device-link">
            {value.link}
          </p>
        </>
      )}
      <Button onPress={() => void invite(app, link)}>{t("companion.again")}</Button>
    </>
  );
}
