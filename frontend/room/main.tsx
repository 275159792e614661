import { effect, type Signal, signal, untracked, useComputed } from "@preact/signals";
import { type ComponentType, render } from "preact";
import { App } from "./app.ts";
import { readBoot } from "./boot.ts";
import type { CallSession } from "./call/session.ts";
import { here } from "./devices/browser.ts";
import { closeBoth } from "./devices/media.ts";
import { CameraStep, MicrophoneStep, SoundStep } from "./door/steps.tsx";
import { Waiting } from "./door/waiting.tsx";
import "./room.css";
import "./stage.css";
import "./many.css";
import "./bar.css";
import "./share.css";
import { keepAwake } from "./awake.ts";
import { screenName } from "./screen.ts";
import type { Host, StageProps } from "./stage/stage.tsx";
import { t, useTexts } from "./texts.ts";
import { type View, viewOf } from "./view.ts";

interface Room {
  Stage: ComponentType<StageProps>;
  call: CallSession;
  host: Host | null;
}

const room: Signal<Room | null> = signal(null);
let asked = false;

/** The stage's code, once: at once for who goes straight in, else while they wait. */
async function loadRoom(app: App): Promise<void> {
  if (asked || !here.able()) return;
  asked = true;
  const [{ CallSession, Stage }, host] = await Promise.all([
    import("./stage/index.ts"),
    app.boot.role === "adviser" ? import("./stage/host.ts") : null,
  ]);
  room.value = { Stage, call: new CallSession(app), host };
}

function Loading() {
  return <p class="loading">{t("loading")}</p>;
}

function OnStage({ app }: { app: App }) {
  const { value } = room;
  return value ? <value.Stage app={app} call={value.call} host={value.host} /> : <Loading />;
}

type Shown = ComponentType<{ app: App }>;

/** Where the meeting is over, goes on elsewhere, or cannot be had here: loaded in the room, or when it comes to that. */
const ends: Signal<Partial<Record<View | "unable", Shown>>> = signal({});

function loadEnds(): void {
  import("./ui/screens.tsx").then(
    ({ ENDS }) => {
      ends.value = ENDS;
    },
    () => setTimeout(loadEnds, 2000),
  );
}

const SCREENS: Partial<Record<View, Shown>> = {
  camera: CameraStep,
  sound: SoundStep,
  microphone: MicrophoneStep,
  waiting: Waiting,
  stage: OnStage,
};
const DOOR = new Set<View>(["camera", "sound", "microphone", "waiting"]);
const OVER = new Set<View>(["ended", "cancelled", "denied", "removed", "left", "gone"]);

function Page({ app }: { app: App }) {
  const view = useComputed(() => viewOf(app.state.value, app.local.value)).value;
  const known = SCREENS[view] ?? ends.value[view] ?? Loading;
  const Screen = DOOR.has(view) && !here.able() ? (ends.value.unable ?? Loading) : known;
  return <Screen app={app} />;
}

function viewChanged(app: App, view: View): void {
  document.documentElement.dataset.view = view;
  keepAwake(view === "waiting" || view === "stage");
  if (view === "waiting" || view === "stage") void loadRoom(app);
  if (!here.able() || (!DOOR.has(view) && view !== "loading")) loadEnds();
  if (!OVER.has(view)) return;
  room.peek()?.call.hangUp();
  closeBoth(app.devices);
}

/** Blurred the last time, or by the rules: nothing of the camera is sent until it is. */
async function blur(app: App): Promise<void> {
  const { camera } = app.devices;
  camera.cover();
  try {
    (await import("./blur/blur.ts")).blurOf(app).start();
  } catch {
    if (app.mustBlur.peek()) blurWhenOpened(app);
    else camera.unveil();
    app.notice.value = t(app.mustBlur.peek() ? "blur.cannot_must" : "blur.cannot");
  }
}

/** The blurring could not be loaded, and nothing is sent without it: tried again with the camera. */
function blurWhenOpened(app: App): void {
  const { camera } = app.devices;
  camera.silence();
  const forget = effect(() => {
    if (camera.track.value) queueMicrotask(again);
  });
  const again = () => {
    forget();
    void blur(app);
  };
}

function begin(): void {
  const boot = readBoot();
  useTexts(boot.texts, boot.language);
  const app = new App(boot, window.early ?? { screen: screenName(), started: null });
  void app.start();
  if (app.devices.camera.veil.peek() === null) void blur(app);
  effect(() => {
    if (app.mustBlur.value) untracked(() => void blur(app));
  });
  const straightIn = app.local.peek().inRoom;
  if (straightIn) {
    void app.openDevices();
    void loadRoom(app);
  }
  const view = () => viewOf(app.state.value, app.local.value);
  let last: View | null = null;
  effect(() => {
    const now = view();
    if (now !== last) viewChanged(app, now);
    last = now;
  });
  const root = document.getElementById("room");
  if (root) render(<Page app={app} />, root);
}

begin();
