import { useSignal } from "@preact/signals";
import type { App } from "../app.ts";
import type { Commands, ParticipantView } from "../protocol.gen.ts";
import { CodeDialog, VouchDialog } from "../stage/letting.tsx";
import { hostedBy, otherDevice } from "../state.ts";
import { roleWords, type TextKey, t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import { AddColleague, AddPerson } from "./add.tsx";
import { Agreement } from "./agreement.tsx";
import { BesideThem } from "./coming.tsx";
import { beginHosting, mayHost } from "./hosting.tsx";

type Deed = "meeting.hold" | "meeting.remove" | "meeting.ask_mute" | "meeting.connect_by_phone";
const IN = new Set(["admitted", "present", "away", "left"]);
const NOT_LISTED = new Set(["adviser", "companion"]);
const AT_DOOR = new Set(["invited", "arrived", "denied"]);

interface Props {
  app: App;
  onClose: () => void;
}

/** Everybody of the meeting, and what the adviser may do with each. */
export function PeopleDialog({ app, onClose }: Props) {
  const adding = useSignal<"" | "person" | "colleague" | "hand_over">("");
  const { meetings } = app.state.value.snapshot;
  const show = (what: typeof adding.value) => () => {
    adding.value = what;
  };
  const lock = () => void app.ask("meeting.lock", { locked: !meetings?.locked });
  const everybody = meetings?.participants.filter(({ role }) => !NOT_LISTED.has(role)) ?? [];
  return (
    <Dialog title={t("people.title")} onClose={onClose}>
      <p class="wrong" role="alert" hidden={app.notice.value === ""}>
        {app.notice.value}
      </p>
      {everybody.map((person) => (
        <Person key={person.id} app={app} person={person} />
      ))}
      <div class="choices">
        <Button testId="add-person" onPress={show("person")}>
          {t("people.add")}
        </Button>
        <Button onPress={show("colleague")}>{t("people.add_colleague")}</Button>
        <Button testId="lock-room" onPress={lock}>
          {t(meetings?.locked ? "people.unlock" : "people.lock")}
        </Button>
        {meetings?.locked && <p class="small">{t("people.locked")}</p>}
        <Button onPress={show("hand_over")}>{t("people.hand_over")}</Button>
        <Button look="quiet" onPress={onClose}>
          {t("help.close")}
        </Button>
      </div>
      {adding.value === "person" && <AddPerson app={app} onClose={show("")} />}
      {adding.value === "colleague" && <AddColleague app={app} onClose={show("")} command="colleague.add" />}
      {adding.value === "hand_over" && (
        <AddColleague app={app} onClose={show("")} command="meeting.hand_over" />
      )}
    </Dialog>
  );
}

function Person({ app, person }: { app: App; person: ParticipantView }) {
  const consents = app.state.value.snapshot.meetings?.consents;
  const consent = consents?.find(({ participant }) => participant === person.id);
  return (
    <section class="person" data-testid="person">
      <p>
        <strong>
          <bdi>{person.name}</bdi>
        </strong>
        , {roleWords(person.role)}
        <br />
        <span class="small">{whereWords(app, person)}</span>
      </p>
      {hostedBy(app.state.value.snapshot, person.id) && <p>{t("hosting.here")}</p>}
      <BesideThem who={person} />
      <OtherDeviceOf app={app} person={person} />
      {consent && consent.consent !== "yes" && <Agreement app={app} who={person.id} word={consent.consent} />}
      <Deeds app={app} person={person} agreed={!consent || consent.consent === "yes"} />
    </section>
  );
}

function OtherDeviceOf({ app, person }: { app: App; person: ParticipantView }) {
  const device = otherDevice(app.state.value.snapshot, person);
  if (!device) return null;
  const end = () => void app.ask("companion.end", { participant: device.id });
  return (
    <p>
      {t("companion.theirs")}{" "}
      <Chip testId="device-remove" onPress={end}>
        {t("companion.end")}
      </Chip>
    </p>
  );
}

/** What may be done with somebody now, in the order of its weight. */
function Deeds({ app, person, agreed }: { app: App; person: ParticipantView; agreed: boolean }) {
  const participant = person.id;
  const act = (deed: Deed) => () => void app.ask(deed, { participant } as Commands[Deed]);
  const letIn = () => void app.ask("meeting.admit", { participant, offer: null });
  const inside = IN.has(person.state);
  const hosted = typeof person.hosted_by === "number";
  return (
    <div class="chips">
      {agreed && person.by_phone && !inside && (
        <Chip onPress={act("meeting.connect_by_phone")}>{t("people.on_the_phone")}</Chip>
      )}
      {agreed && person.state === "held" && !person.by_phone && (
        <Chip onPress={letIn}>{t("people.take_back")}</Chip>
      )}
      {person.state === "present" && !person.by_phone && !hosted && (
        <Chip onPress={act("meeting.ask_mute")}>{t("people.ask_mute")}</Chip>
      )}
      <HostingDeed app={app} person={person} />
      {inside && !hosted && <Chip onPress={act("meeting.hold")}>{t("people.hold")}</Chip>}
      {AT_DOOR.has(person.state) && <WaysIn app={app} person={person} />}
      {person.role !== "client" && <Chip onPress={act("meeting.remove")}>{t("people.remove")}</Chip>}
    </div>
  );
}

/** The client sits at this partner's device, or no longer at anybody's. */
function HostingDeed({ app, person }: { app: App; person: ParticipantView }) {
  if (typeof person.hosted_by === "number")
    return <Chip onPress={() => void app.ask("hosting.end", {})}>{t("hosting.end")}</Chip>;
  if (!mayHost(app, person)) return null;
  return <Chip onPress={() => beginHosting(app, person)}>{t("hosting.begin")}</Chip>;
}

/** For a partner who is not in yet: the link again, the code by phone, or in without a code. */
function WaysIn({ app, person: { id, link_by } }: { app: App; person: ParticipantView }) {
  const open = useSignal<"" | "code" | "vouch">("");
  const show = (dialog: typeof open.value) => () => {
    open.value = dialog;
  };
  const send = async (name: string) => {
    const channel = name === "sms" ? "sms" : "email";
    const sent = await app.ask("meeting.send_link", { participant: id, channel });
    if (sent !== undefined) app.notice.value = t("expect.sent");
  };
  if (link_by.length === 0) return null;
  return (
    <>
      {link_by.map((channel) => (
        <Chip key={channel} onPress={() => void send(channel)}>
          {t(channel === "sms" ? "expect.send_sms" : "expect.send_email")}
        </Chip>
      ))}
      <Chip onPress={show("code")}>{t("expect.read_code")}</Chip>
      <Chip onPress={show("vouch")}>{t("expect.vouch")}</Chip>
      {open.value === "code" && <CodeDialog app={app} participant={id} onClose={show("")} />}
      {open.value === "vouch" && <VouchDialog app={app} participant={id} onClose={show("")} />}
    </>
  );
}

function Chip({ children, onPress, testId }: { children: string; onPress: () => void; testId?: string }) {
  return (
    <button type="button" class="chip" data-testid={testId} onClick={onPress}>
      {children}
    </button>
  );
}

const STATES: Readonly<Record<string, TextKey>> = {
  invited: "people.invited",
  arrived: "people.arrived",
  waiting: "people.waiting",
  admitted: "people.admitted",
  present: "people.present",
  away: "people.away",
  left: "people.left",
  held: "people.held",
  denied: "people.denied",
};

function whereWords(app: App, { state, by_phone: byPhone, hosted_by: by }: ParticipantView): string {
  const partner = app.state.value.snapshot.meetings?.participants.find(({ id }) => id === by);
  if (partner) return t("hosting.at", { name: partner.name });
  const key = byPhone && state === "present" ? "people.by_phone" : STATES[state];
  return key ? t(key) : "";
}
