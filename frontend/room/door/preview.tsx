import { useComputed } from "@preact/signals";
import type { Devices } from "../devices/media.ts";
import { t } from "../texts.ts";
import { Video } from "../ui/parts.tsx";

interface Own {
  devices: Devices;
}

export function useOwnPicture(app: Own): MediaStream | null {
  const { sent } = app.devices.camera;
  return useComputed(() => (sent.value ? new MediaStream([sent.value]) : null)).value;
}

/** One's own picture before anybody else sees it. */
export function Preview({ app }: { app: Own }) {
  const stream = useOwnPicture(app);
  if (!stream) return null;
  return (
    <figure class="preview">
      <Video stream={stream} muted testId="self-video" label={t("camera.preview")} />
      <figcaption>{t("camera.preview")}</figcaption>
    </figure>
  );
}
