/** The relay is killed in a meeting of two that goes through it, and started again as on a server. */

import { deepEqual } from "node:assert/strict";
import { startJanus } from "../harness/janus.ts";
import { mediaOf, seesAndHears } from "../harness/media.ts";
import { withPeople } from "../harness/people.ts";
import { startService } from "../harness/service.ts";
import { meet } from "../harness/story.ts";
import { mark, type Row, requireSame } from "./row.ts";
import { listen } from "./sound.ts";

export const relayKilled: Row = async (act) => {
  const media = await startJanus();
  const service = await startService({ settings: media.relay });
  try {
    await withPeople(async ({ adviser, client }) => {
      await meet(adviser, client, await service.demoMeeting());
      await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
      await mark(adviser, client);
      await act(async () => {
        const back = await listen(adviser, client);
        process.kill(await media.child("turnserver"), "SIGKILL");
        const sound = await back();
        await requireSame(adviser, client);
        await Promise.all([seesAndHears(adviser), seesAndHears(client)]);
        for (const page of [adviser, client])
          deepEqual(new Set((await mediaOf(page)).routes), new Set(["relay"]));
        return { back: sound };
      });
    });
  } finally {
    await service.stop();
    await media.stop();
  }
};
