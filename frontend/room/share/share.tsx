import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { App } from "../app.ts";
import type { Pair } from "../call/pair.ts";
import type { ParticipantView, SeatView } from "../protocol.gen.ts";
import { t } from "../texts.ts";
import { Button, Dialog, useKeys, Video } from "../ui/parts.tsx";
import { canShare, mayShare, type Sharing, sharingOf } from "./sharing.ts";

export function ShareButton({ app }: { app: App }) {
  if (!canShare() || !mayShare(app)) return null;
  const sharing = sharingOf(app);
  if (sharing.track.value) return null;
  return (
    <button
      type="button"
      class="small-tool"
      data-testid="share"
      onClick={() => {
        app.notice.value = "";
        void sharing.choose();
      }}
    >
      {t("share.button")}
    </button>
  );
}

/** What the others see now, and the ways to pause and stop; a whole screen is looked at first. */
export function OwnShare({ app }: { app: App }) {
  const sharing = sharingOf(app);
  useEffect(() => () => sharing.stop(), []);
  useKeys((key) => {
    if (key === "p") sharing.pause(!sharing.paused.peek());
  });
  const { chosen, track, paused } = sharing;
  if (chosen.value) return <WholeScreen sharing={sharing} track={chosen.value} />;
  if (!track.value) return null;
  return (
    <section class="card own-share" data-testid="own-share" aria-label={t("share.own")}>
      <h2>{t(paused.value ? "share.own_paused" : "share.own")}</h2>
      <Picture track={track.value} label={t("share.own")} />
      <div class="pair">
        <button
          type="button"
          class="button button--secondary"
          aria-keyshortcuts="p"
          title={t("bar.shortcut", { key: "p" })}
          data-testid="share-pause"
          onClick={() => sharing.pause(!paused.peek())}
        >
          {t(paused.value ? "share.resume" : "share.pause")}
        </button>
        <Button look="primary" testId="share-stop" onPress={() => sharing.stop()}>
          {t("share.stop")}
        </Button>
      </div>
    </section>
  );
}

function WholeScreen({ sharing, track }: { sharing: Sharing; track: MediaStreamTrack }) {
  return (
    <Dialog title={t("share.whole_title")} onClose={() => sharing.cancel()}>
      <p>{t("share.whole_words")}</p>
      <Picture track={track} label={t("share.whole_preview")} />
      <p class="small">{t("share.whole_preview")}</p>
      <Button look="primary" testId="share-other" onPress={() => void sharing.choose()}>
        {t("share.whole_other")}
      </Button>
      <Button testId="share-whole" onPress={() => void sharing.showChosen()}>
        {t("share.whole_yes")}
      </Button>
      <Button look="quiet" onPress={() => sharing.cancel()}>
        {t("share.cancel")}
      </Button>
    </Dialog>
  );
}

function Picture({ track, label }: { track: MediaStreamTrack; label: string }) {
  const stream = useMemo(() => new MediaStream([track]), [track]);
  return (
    <div class="shown__own">
      <Video stream={stream} muted testId="own-screen" label={label} />
    </div>
  );
}

interface ShownProps {
  who: ParticipantView;
  seat: SeatView;
  pair: Pair | undefined;
}

/** Another's screen: framed, named, and larger by a press, to be moved about in. */
export function Shown({ who, seat, pair }: ShownProps) {
  const large = useSignal(false);
  const turn = () => {
    large.value = !large.peek();
  };
  const words = t("share.by", { name: who.name });
  return (
    <section class="shown" aria-label={words} data-testid="shown">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: enlarged it is moved by the arrow keys */}
      <div class={`shown__picture${large.value ? " is-large" : ""}`} tabIndex={large.value ? 0 : undefined}>
        <Video stream={pair?.screen.value ?? null} muted testId="shown-video" label={words} />
      </div>
      {seat.sharing === "paused" && <p class="shown__paused">{t("share.paused", { name: who.name })}</p>}
      <p class="name" role="status">
        {words}
      </p>
      <button
        type="button"
        class="small-tool"
        data-testid="shown-large"
        aria-pressed={large.value}
        onClick={turn}
      >
        {t(large.value ? "share.smaller" : "share.larger")}
      </button>
    </section>
  );
}
