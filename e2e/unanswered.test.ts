/** A client waits, the adviser does not come, and a colleague takes the meeting from the alert. # N15 */

import { equal, match } from "node:assert/strict";
import { after, before, test } from "node:test";
import { looksRight } from "./harness/looks.ts";
import { seesAndHears } from "./harness/media.ts";
import { withPeople } from "./harness/people.ts";
import { type Service, startService } from "./harness/service.ts";
import { press, python, signIn } from "./harness/signin.ts";
import { arrive, gone, passDevices, press as pressIn, see } from "./harness/story.ts";

const COLLEAGUE = "toinen@demo.invalid";

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service.stop());

/** As if everybody had waited for six minutes. */
const LONG = `
from datetime import timedelta
from django.db.models import F
from lasna.meetings.models import Meeting, Participant
waiting = Participant.objects.filter(state="waiting")
Meeting.objects.filter(participants__in=list(waiting)).update(starts=F("starts") - timedelta(minutes=6))
waiting.update(waiting_since=F("waiting_since") - timedelta(minutes=6))
`;

test("a colleague takes the meeting of who waits and is not answered", async () => {
  await withPeople(
    async ({ adviser: colleague, client }) => {
      const meeting = await service.demoMeeting();
      await signIn(colleague, service, COLLEAGUE);
      await arrive(client, meeting);
      equal(await colleague.$('[data-testid="unanswered"]'), null);
      await python(service, LONG);
      await see(colleague, "unanswered");
      match(
        await colleague.$eval("#desk", (desk) => desk.textContent ?? ""),
        /Kukaan ei ole vielä vastannut\. Työntekijä:\s+Demo-työntekijä/,
      );
      await looksRight(colleague, "unanswered-desk");
      await press(colleague, '[data-testid="unanswered"] [data-open]');
      await looksRight(colleague, "unanswered-meeting");
      await press(colleague, 'form[action$="/take-over"] button');
      await passDevices(colleague);
      await see(colleague, "arrival");
      await pressIn(colleague, "admit");
      await Promise.all([see(colleague, "remote-video"), see(client, "remote-video")]);
      await Promise.all([seesAndHears(colleague), seesAndHears(client)]);
      await gone(colleague, "unanswered");
    },
    { language: "fi" },
  );
});
