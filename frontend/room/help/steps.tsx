import type { ComponentChildren } from "preact";
import type { App } from "../app.ts";
import { here } from "../devices/browser.ts";
import type { Kind } from "../devices/media.ts";
import { playTone } from "../devices/sound.ts";
import { Meter } from "../door/meter.tsx";
import { allow, isTrouble, Trouble } from "../door/trouble.tsx";
import { type TextKey, t } from "../texts.ts";
import { Button, Words } from "../ui/parts.tsx";
import {
  AddressBar,
  CameraCover,
  Headset,
  OtherProgram,
  type Picture,
  SilentSwitch,
  SpeakerIcon,
  VolumeButtons,
} from "./pictures.tsx";

/** A step: what to do, and how it looks. */
interface Step {
  words: TextKey;
  Picture: Picture;
}

const isApple = (): boolean => here.browser() === "safari_ios" || here.browser() === "other_ios";

function hearSteps(): Step[] {
  const first: Step = here.touch()
    ? { words: "help.louder", Picture: VolumeButtons }
    : { words: "help.louder_desktop", Picture: SpeakerIcon };
  const silent: Step[] = isApple() ? [{ words: "help.silent", Picture: SilentSwitch }] : [];
  return [first, ...silent, { words: "help.headset", Picture: Headset }];
}

function List({ steps, children }: { steps: readonly Step[]; children?: ComponentChildren }) {
  return (
    <ol class="help__steps">
      {steps.map(({ words, Picture }) => (
        <li key={words}>
          <Picture />
          <p>
            <Words text={t(words)} />
          </p>
        </li>
      ))}
      {children && <li class="help__do">{children}</li>}
    </ol>
  );
}

/** Nothing is heard. */
export function HearHelp() {
  return (
    <List steps={hearSteps()}>
      <Button testId="help-listen" onPress={() => void playTone()}>
        {t("sound.play")}
      </Button>
    </List>
  );
}

/** Where the device does not open, how to mend that in this very browser, with its address bar. */
function Leave({ app, kind }: { app: App; kind: Kind }) {
  const state = app.devices[kind].state.value;
  if (!isTrouble(state)) return null;
  return (
    <>
      {state === "blocked" && <AddressBar browser={here.browser()} />}
      <Trouble app={app} kind={kind} state={state} />
    </>
  );
}

/** The others hear nothing. */
export function HeardHelp({ app }: { app: App }) {
  const { microphone } = app.devices;
  const open = async () => {
    microphone.want(true);
    await microphone.open();
  };
  const blocked = microphone.state.value === "blocked";
  return (
    <>
      <Leave app={app} kind="microphone" />
      <List
        steps={
          blocked
            ? []
            : [
                { words: "help.headset", Picture: Headset },
                { words: "help.other_program", Picture: OtherProgram },
              ]
        }
      >
        <p>
          <Words text={t("microphone.words", { allow: allow(app) })} />
        </p>
        <Meter track={microphone.track.value} />
        <Button busy={microphone.opening.value} onPress={() => void open()}>
          {t("try_sound_again")}
        </Button>
      </List>
    </>
  );
}

/** No picture of one's own. */
export function CameraHelp({ app }: { app: App }) {
  const { camera } = app.devices;
  const open = async () => {
    camera.want(true);
    await camera.open();
  };
  const blocked = camera.state.value === "blocked";
  return (
    <>
      <Leave app={app} kind="camera" />
      <List
        steps={
          blocked
            ? []
            : [
                { words: "help.cover", Picture: CameraCover },
                { words: "help.other_program", Picture: OtherProgram },
              ]
        }
      >
        {camera.state.value === "on" ? (
          <p role="status">{t("help.camera_on")}</p>
        ) : (
          <Button busy={camera.opening.value} onPress={() => void open()}>
            {t("camera.open")}
          </Button>
        )}
      </List>
    </>
  );
}
