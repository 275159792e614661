import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { pieces } from "../texts.ts";

/** A text with its **bold** parts. */
export function Words({ text }: { text: string }) {
  return <>{pieces(text).map((piece, place) => (place % 2 ? <strong>{piece}</strong> : piece))}</>;
}

interface ButtonProps {
  children: ComponentChildren;
  onPress: () => void;
  look?: "primary" | "plain" | "quiet";
  testId?: string;
  busy?: boolean;
}

const LOOKS = {
  primary: "button",
  plain: "button button--secondary",
  quiet: "button button--quiet",
} as const;

export function Button({ children, onPress, look = "plain", testId, busy = false }: ButtonProps) {
  return (
    <button
      type="button"
      class={LOOKS[look]}
      data-testid={testId}
      aria-disabled={busy}
      onClick={() => !busy && onPress()}
    >
      {children}
    </button>
  );
}

interface ScreenProps {
  title: string;
  children: ComponentChildren;
  testId?: string;
}

/** One calm column. Its heading takes the focus, so that a screen reader begins there. */
export function Screen({ title, children, testId }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
  return (
    <main class="screen" data-testid={testId}>
      <p class="brand">Läsnä</p>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </main>
  );
}

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog: Escape closes it, and the focus returns to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  return (
    <dialog class="dialog" ref={element} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

interface VideoProps {
  stream: MediaStream | null;
  muted?: boolean;
  testId?: string;
  label: string;
  speaker?: string;
  onBlocked?: (video: HTMLVideoElement) => void;
}

/** Where the browser wants a press before sound, the picture runs silently and `onBlocked` is told. */
export function Video({ stream, muted = false, testId, label, speaker = "", onBlocked }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.muted = muted;
    video.srcObject = stream;
    if (stream) play(video, onBlocked);
    return () => {
      video.srcObject = null; // or the frame it holds is kept from the camera until the next tidying of memory
    };
  }, [stream]);
  useEffect(() => {
    const video = element.current as (HTMLVideoElement & { setSinkId?(id: string): Promise<void> }) | null;
    if (speaker) video?.setSinkId?.(speaker).catch(() => undefined);
  }, [speaker]);
  return <video ref={element} data-testid={testId} aria-label={label} autoplay playsInline muted={muted} />;
}

function play(video: HTMLVideoElement, onBlocked: VideoProps["onBlocked"]): void {
  video.play().catch((error: DOMException) => {
    if (error.name !== "NotAllowedError" || video.muted) return;
    video.muted = true;
    void video.play().catch(() => undefined);
    onBlocked?.(video);
  });
}

/** A plain key press that is not meant for a field or a dialog. */
function isPlain(event: KeyboardEvent): boolean {
  const elsewhere =
    event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
  return !elsewhere && !event.repeat && !(event.ctrlKey || event.metaKey || event.altKey);
}

/** `pressed` gets each plain key while the part is there. */
export function useKeys(pressed: (key: string) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isPlain(event)) pressed(event.key);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
