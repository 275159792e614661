import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import type { CallSession } from "../call/session.ts";
import { t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import type { BarButtonProps } from "./bar.tsx";
import type { RoomProps } from "./stage.tsx";

async function leaveForNow(app: App, call: CallSession): Promise<void> {
  await call.leave();
  location.assign(app.boot.home);
}

async function endForAll({ app, call }: RoomProps, agreed: string): Promise<void> {
  if ((await app.ask("meeting.end", { agreed })) === undefined) return;
  call.hangUp();
  location.assign(app.boot.home);
}

/** The adviser leaves for a moment, or ends the meeting for everyone. */
function LeaveDialog({ app, call, onClose }: RoomProps & { onClose: () => void }) {
  const agreed = useRef<HTMLTextAreaElement>(null);
  const end = () => void endForAll({ app, call }, agreed.current?.value ?? "");
  return (
    <Dialog title={t("leave.title")} onClose={onClose}>
      <label class="field">
        {t("leave.agreed")}
        <textarea ref={agreed} rows={3} maxLength={2000} dir="auto" />
      </label>
      <p class="wrong" role="alert" hidden={app.notice.value === ""}>
        {app.notice.value}
      </p>
      <div class="choices">
        <button type="button" class="button" data-testid="end-meeting" autofocus onClick={end}>
          <span data-testid="confirm">{t("leave.for_all")}</span>
        </button>
        <Button testId="leave-for-now" onPress={() => void leaveForNow(app, call)}>
          {t("leave.for_now")}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t("leave.stay")}
        </Button>
      </div>
    </Dialog>
  );
}

/** At hand without a question: the adviser's seat waits, and so does the client. */
export function LeaveForNow({ app, call }: RoomProps) {
  if (!app.may("meeting.end")) return null;
  return (
    <button type="button" class="small-tool" data-testid="leave" onClick={() => void leaveForNow(app, call)}>
      {t("leave.for_now")}
    </button>
  );
}

/** The adviser's: asks whether for a moment, or for everyone. */
export function EndButton({
  app,
  call,
  look: BarButton,
}: RoomProps & { look: FunctionComponent<BarButtonProps> }) {
  const asking = useSignal(false);
  const ask = (asked: boolean) => () => {
    asking.value = asked;
  };
  return (
    <>
      {asking.value && <LeaveDialog app={app} call={call} onClose={ask(false)} />}
      <BarButton
        icon="leave"
        words="bar.end"
        testId={asking.value ? "" : "end-meeting"}
        onPress={ask(true)}
      />
    </>
  );
}
