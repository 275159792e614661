import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import type { CallSession } from "../call/session.ts";
import { t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import type { RoomProps } from "./stage.tsx";

/** Without a connection nobody is kept: the server notices by itself. */
const LEAVE_WITHIN = 1500;

/** Leave by choice: the seat is kept, the devices are let go of at once. */
export async function leaveNow(app: App, call: CallSession): Promise<void> {
  call.hangUp();
  const patience = new Promise((over) => setTimeout(over, LEAVE_WITHIN));
  await Promise.race([app.ask("meeting.leave", {}), patience]);
  app.leave();
}

export async function leaveForNow(app: App, call: CallSession): Promise<void> {
  await leaveNow(app, call);
  location.assign(app.boot.home);
}

async function endForAll({ app, call }: RoomProps, agreed: string): Promise<void> {
  if ((await app.ask("meeting.end", { agreed })) === undefined) return;
  call.hangUp();
  location.assign(app.boot.home);
}

/** The adviser leaves for a moment, or ends the meeting for everyone. */
export function LeaveDialog({ app, call, onClose }: RoomProps & { onClose: () => void }) {
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
