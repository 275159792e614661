import { useComputed } from "@preact/signals";
import type { App } from "../app.ts";
import { t } from "../texts.ts";
import { Video } from "../ui/parts.tsx";

export function useOwnPicture(app: App): MediaStream | null {
  const { sent } = app.devices.camera;
  return useComputed(() => (sent.value ? new MediaStream([sent.value]) : null)).value;
}

/** One's own picture before anybody else sees it. */
export function Preview({ app }: { app: App }) {
  const stream = useOwnPicture(app);
  if (!stream) return null;
  return (
    <figure class="preview">
      <Video stream={stream} muted testId="self-video" label={t("camera.preview")} />
      <figcaption>{t("camera.preview")}</figcaption>
    </figure>
  );
}
