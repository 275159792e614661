import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import { deviceWords, here } from "../devices/browser.ts";
import { allow } from "../door/trouble.tsx";
import { type TextKey, t } from "../texts.ts";
import { Button, Dialog, Words } from "../ui/parts.tsx";
import "./help.css";
import { CameraHelp, HeardHelp, HearHelp } from "./steps.tsx";

const WHAT = ["hear", "heard", "camera", "other"] as const;
type What = (typeof WHAT)[number];

interface HelpProps {
  app: App;
  /** What the step that one is at says first. */
  help: TextKey;
  onClose: () => void;
}

/** Help for this very device, and somebody who helps. */
export function HelpDialog({ app, help, onClose }: HelpProps) {
  const what = useSignal<What | null>(null);
  const choose = (chosen: What | null) => () => {
    what.value = chosen;
  };
  return (
    <Dialog title={t("help.title")} onClose={onClose}>
      <div class="help" data-testid="help">
        {what.value === null ? (
          <Choices app={app} help={help} choose={choose} />
        ) : (
          <>
            <Steps app={app} what={what.value} />
            <Ask app={app} what={what.value} />
            <Button look="quiet" onPress={choose(null)}>
              {t("help.something_else")}
            </Button>
          </>
        )}
        {app.boot.phone && <p>{t("help.phone", { phone: app.boot.phone })}</p>}
        <Pages app={app} />
      </div>
      <form method="dialog">
        <button type="submit" class="button button--secondary">
          {t("help.close")}
        </button>
      </form>
    </Dialog>
  );
}

interface ChoicesProps {
  app: App;
  help: TextKey;
  choose: (what: What) => () => void;
}

function Choices({ app, help, choose }: ChoicesProps) {
  return (
    <>
      <p>
        <Words text={t(help, { allow: allow(app) })} />
      </p>
      <p>{t("help.not_your_fault")}</p>
      {here.able() && (
        <>
          <h3>{t("help.what")}</h3>
          <div class="choices">
            {WHAT.filter((what) => what !== "other" || isOffered(app)).map((what) => (
              <Button key={what} testId={`help-${what}`} onPress={choose(what)}>
                {t(`help.what_${what}` satisfies TextKey)}
              </Button>
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Steps({ app, what }: { app: App; what: What }) {
  switch (what) {
    case "hear":
      return <HearHelp />;
    case "heard":
      return <HeardHelp app={app} />;
    case "camera":
      return <CameraHelp app={app} />;
    case "other":
      return null;
    default:
      return what satisfies never;
  }
}

const isOffered = (app: App): boolean =>
  app.state.value.snapshot.help?.offered === true && app.may("help.ask");

const NETWORKS = new Set(["slow-2g", "2g", "3g", "4g"]);

/** What the browser estimates of the way to us; most do not say. */
function networkHere(): string {
  const { connection } = navigator as Navigator & { connection?: { effectiveType?: string } };
  const said = connection?.effectiveType ?? "";
  return NETWORKS.has(said) ? said : "";
}

/** Whoever helps with the technology in the office sees what this device says, and can phone. */
function Ask({ app, what }: { app: App; what: What }) {
  const wrong = useSignal("");
  if (!isOffered(app)) return null;
  const { words } = app.state.value.snapshot.help ?? { words: "" };
  const tell = async (type: "help.ask" | "help.works") => {
    const device = deviceWords(here.agent(), here.touch()).slice(0, 60);
    const done =
      type === "help.ask"
        ? await app.ask(type, { what, device, network: networkHere() })
        : await app.ask(type, {});
    wrong.value = done === undefined ? app.notice.peek() : "";
  };
  return (
    <div class="help__ask">
      <p class="wrong" role="alert" hidden={wrong.value === ""}>
        {wrong.value}
      </p>
      <div role="status">{words ? <p dir="auto">{words}</p> : <p>{t("help.nobody_sees")}</p>}</div>
      {words ? (
        <Button testId="help-works" onPress={() => void tell("help.works")}>
          {t("help.works")}
        </Button>
      ) : (
        <Button look="primary" testId="help-ask" onPress={() => void tell("help.ask")}>
          {t("help.ask")}
        </Button>
      )}
    </div>
  );
}

/** In a tab of their own, so that nobody loses their place at the door. */
function Pages({ app }: { app: App }) {
  if (app.boot.pages.length === 0) return null;
  return (
    <ul class="foot__pages">
      {app.boot.pages.map(({ address, title }) => (
        <li key={address}>
          <a href={address} target="_blank" rel="noopener">
            {title}
          </a>
        </li>
      ))}
    </ul>
  );
}
