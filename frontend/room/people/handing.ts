import type { App } from "../app.ts";
import type { MeetingHandedOver } from "../protocol.gen.ts";
import { t } from "../texts.ts";

/** Another adviser goes on: the old one goes to the meeting's page, a colleague to the room, others are told. */
export function handedOver(app: App, { former, participant, name }: MeetingHandedOver): void {
  const meetings = app.state.peek().snapshot.meetings;
  const old = meetings?.participants.find(({ id }) => id === former)?.name ?? "";
  if (meetings?.me === former) location.assign(app.boot.home);
  else if (meetings?.me === participant) location.assign(`/meetings/${app.boot.meeting_id}/room`);
  else app.notice.value = t("handed_over.words", { old, new: name });
}

/** Whatever connections there are end with the page; it comes back in the waiting room. */
export function putToWait(): void {
  location.reload();
}
