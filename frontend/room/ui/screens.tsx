import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { Unable } from "../door/unable.tsx";
import { t } from "../texts.ts";
import { Button, Screen } from "./parts.tsx";

function agreedOf(app: App): string {
  const { meetings, door } = app.state.value.snapshot;
  return meetings?.agreed || door?.agreed || "";
}

function Ended({ app }: { app: App }) {
  const agreed = agreedOf(app);
  return (
    <Screen title={t("ended.title")} testId="ended">
      {agreed && (
        <section class="agreed">
          <h2>{t("ended.agreed")}</h2>
          <p dir="auto">{agreed}</p>
        </section>
      )}
      {app.boot.home ? <Home app={app} words={t("ended.go_on")} /> : <p>{t("ended.close")}</p>}
    </Screen>
  );
}

function Home({ app, words }: { app: App; words: string }) {
  return (
    <p>
      <a class="button" href={app.boot.home}>
        {words}
      </a>
    </p>
  );
}

function Cancelled({ app }: { app: App }) {
  return (
    <Screen title={t("cancelled.title")}>
      <p>{t("cancelled.words")}</p>
      <Phone app={app} />
      {app.boot.home && <Home app={app} words={t("gone.home")} />}
    </Screen>
  );
}

function Denied({ app }: { app: App }) {
  return (
    <Screen title={t("denied.title")}>
      <p>{t("denied.words")}</p>
      <Phone app={app} />
    </Screen>
  );
}

function Removed({ app }: { app: App }) {
  const device = app.boot.role === "companion";
  return (
    <Screen title={t(device ? "companion.removed" : "removed.title")} testId="removed">
      <p>{t(device ? "companion.removed_words" : "removed.words")}</p>
      {app.boot.home && <Home app={app} words={t("gone.home")} />}
    </Screen>
  );
}

function Phone({ app }: { app: App }) {
  return app.boot.phone ? <p>{t("help.phone", { phone: app.boot.phone })}</p> : null;
}

function Left({ app }: { app: App }) {
  return (
    <Screen title={t("left.title")} testId="left">
      <p>{t("left.words")}</p>
      <div class="choices">
        <Button look="primary" testId="return" onPress={() => location.reload()}>
          {t("left.return")}
        </Button>
        {app.boot.home && <Home app={app} words={t("gone.home")} />}
      </div>
    </Screen>
  );
}

/** The meeting is open in two tabs: the newest wins, after a question. */
function Elsewhere({ app }: { app: App }) {
  const closed = useSignal(false);
  const there = () => {
    closed.value = true;
    app.stop();
  };
  return (
    <Screen title={t("elsewhere.title")}>
      <p>{t(closed.value ? "elsewhere.closed" : "elsewhere.words")}</p>
      {!closed.value && (
        <div class="choices">
          <Button look="primary" testId="continue-here" onPress={() => void app.takeSeat()}>
            {t("elsewhere.here")}
          </Button>
          <Button onPress={there}>{t("elsewhere.there")}</Button>
        </div>
      )}
    </Screen>
  );
}

/** A second device goes with its owner and with the meeting: nothing brings it back but a new picture to read. */
function Gone({ app }: { app: App }) {
  if (app.boot.role === "companion")
    return (
      <Screen title={t("companion.removed")} testId="removed">
        <p>{t("ended.close")}</p>
      </Screen>
    );
  return (
    <Screen title={t("gone.title")}>
      <p>{t("gone.words")}</p>
      <div class="choices">
        <Button look="primary" onPress={() => location.reload()}>
          {t("gone.reload")}
        </Button>
      </div>
      {app.boot.home && <Home app={app} words={t("gone.home")} />}
    </Screen>
  );
}

export const ENDS = {
  ended: Ended,
  cancelled: Cancelled,
  denied: Denied,
  removed: Removed,
  left: Left,
  elsewhere: Elsewhere,
  gone: Gone,
  unable: Unable,
};
