import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { useOwnPicture } from "../door/preview.tsx";
import { t } from "../texts.ts";
import { Video } from "../ui/parts.tsx";

/** A corner: 0 or 1 from the start, 0 or 1 from the top. */
export interface Corner {
  end: 0 | 1;
  low: 0 | 1;
}

const MOVES: Readonly<Record<string, Partial<Corner>>> = {
  ArrowLeft: { end: 0 },
  ArrowRight: { end: 1 },
  ArrowUp: { low: 0 },
  ArrowDown: { low: 1 },
};

/** The corner nearest to a point of the stage. */
export function nearest(x: number, y: number, width: number, height: number): Corner {
  return { end: x > width / 2 ? 1 : 0, low: y > height / 2 ? 1 : 0 };
}

/** One's own picture, small: moved by dragging or with the arrow keys. */
export function Self({ app }: { app: App }) {
  const corner = useSignal<Corner>({ end: 1, low: 1 });
  const from = useRef<{ x: number; y: number } | null>(null);
  const stream = useOwnPicture(app);
  const on = app.devices.camera.state.value === "on";
  const move = (event: PointerEvent) => {
    if (!from.current) return;
    const { style } = event.currentTarget as HTMLElement;
    style.transform = `translate(${event.clientX - from.current.x}px, ${event.clientY - from.current.y}px)`;
  };
  const drop = (event: PointerEvent) => {
    if (!from.current) return;
    from.current = null;
    const element = event.currentTarget as HTMLElement;
    element.style.transform = "";
    corner.value = nearest(event.clientX, event.clientY, innerWidth, innerHeight);
  };
  const key = (event: KeyboardEvent) => {
    const moved = MOVES[event.key];
    if (moved) corner.value = { ...corner.value, ...moved };
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form
    <div
      class={`self end-${corner.value.end} low-${corner.value.low}`}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move it
      tabIndex={0}
      aria-label={t("self.label")}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={drop}
      onKeyDown={key}
    >
      {on && stream ? (
        <Video stream={stream} muted testId="self-video" label={t("self.label")} />
      ) : (
        <p data-testid="self-video">{t("self.off")}</p>
      )}
    </div>
  );
}
