import { useSignal, useSignalEffect } from "@preact/signals";
import type { App } from "../app.ts";
import type { CallSession } from "../call/session.ts";
import { t } from "../texts.ts";
import { Bar } from "./bar.tsx";
import { Faces } from "./faces.tsx";
import { type Links, useLinks } from "./linking.ts";
import { ownIsShown, showOwn } from "./own.ts";
import { SettingsButton } from "./settings.tsx";
import { type Later, useLater, useWriting, type Written } from "./showing.ts";
import { Status } from "./status.tsx";

export interface RoomProps {
  app: App;
  call: CallSession;
}

export type Host = typeof import("./host.ts");
export type StageProps = RoomProps & { host: Host | null };

/** Choices of this browser alone. */
export interface Choices {
  ownShown: boolean;
  speaker: string;
  /** Whoever speaks is shown large. */
  largeSpeaker: boolean;
}

/** Code that is loaded when the stage is there, or when somebody needs it. */
interface Parts {
  links: Links | null;
  later: Later | null;
  writing: Written | null;
}

type PartsProps = StageProps & { parts: Parts; byPhone: boolean };

/** People first: the other's face, one's own small, four large buttons. */
export function Stage({ app, call, host }: StageProps) {
  const choices = useSignal<Choices>({ ownShown: ownIsShown(), speaker: "", largeSpeaker: false });
  const { snapshot } = app.state.value;
  const byPhone = snapshot.meetings?.phone?.video_wanted === false;
  const words = call.talk.words.value;
  const parts = {
    links: useLinks(app),
    later: useLater(),
    writing: useWriting(words?.writing.value === true && !byPhone),
  };
  useSignalEffect(() => showOwn(choices.value.ownShown));
  return (
    <main class="stage" data-testid="stage">
      <h1 class="visually-hidden">{t("stage.title")}</h1>
      <Faces app={app} call={call} choices={choices} byPhone={byPhone} later={parts.later} />
      <div class="top">
        <Status app={app} call={call} />
        <div class="corner">
          {host && <host.LeaveForNow app={app} call={call} />}
          <SettingsButton app={app} call={call} choices={choices} />
          {parts.links && <parts.links.LinksButton app={app} />}
          {parts.later && <parts.later.Tools app={app} choices={choices} />}
          {host && <host.PeopleButton app={app} />}
        </div>
      </div>
      <Panels {...{ app, call, host, parts, byPhone }} />
      {parts.later && words && !byPhone && <parts.later.Captions app={app} words={words} />}
      {parts.later && !byPhone && choices.value.ownShown && <parts.later.Self app={app} />}
      <Bar app={app} call={call} host={host} />
    </main>
  );
}

/** Cards over the faces: what is asked, what is shown, what is written. */
function Panels({ app, call, host, parts: { links, later, writing }, byPhone }: PartsProps) {
  const words = call.talk.words.value;
  return (
    <div class="panels">
      <Notice app={app} />
      {later && <later.OwnShare app={app} />}
      {host && <host.Arrivals app={app} call={call} />}
      {links && <links.NewLink app={app} />}
      {later && <later.Phone {...{ app, call, host, byPhone }} />}
      {host && <host.Expecting app={app} calling={!byPhone} />}
      {later && <later.People app={app} byPhone={byPhone} />}
      {later && words && <later.AskedSoundCheck app={app} words={words} />}
      {writing && words && <writing.Writing app={app} words={words} />}
    </div>
  );
}

function Notice({ app }: { app: App }) {
  return (
    <p class="notice" role="alert" hidden={app.notice.value === ""}>
      {app.notice.value}
    </p>
  );
}
