import { useEffect, useRef } from "preact/hooks";
import { listen } from "../devices/sound.ts";
import { t } from "../texts.ts";

/** The voice as a bar that moves. */
export function Meter({ track }: { track: MediaStreamTrack | null }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!track) return;
    return listen(track, (level) => {
      bar.current?.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      bar.current?.style.setProperty("--level", level.toFixed(3));
    });
  }, [track]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in its own way
    <div
      class="meter"
      role="meter"
      aria-label={t("microphone.level")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      ref={bar}
    />
  );
}
