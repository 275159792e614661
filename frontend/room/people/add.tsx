import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import type { AddPartner } from "../protocol.gen.ts";
import { roleWords, t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";

interface Props {
  app: App;
  onClose: () => void;
}

const ROLES = ["interpreter", "captioner", "doctor", "provider", "relative", "support"] as const;
const LANGUAGES = ["fi", "sv", "en"] as const;

/** The form as the command wants it: the link goes at once, by the first way there is. */
function wishOf(form: HTMLFormElement): AddPartner {
  const said = new FormData(form);
  const text = (name: string) => String(said.get(name) ?? "").trim();
  const [email, phone] = [text("email"), text("phone")];
  const role = ROLES.find((one) => one === text("role")) ?? "interpreter";
  const byPhone = role === "interpreter" && said.get("by_phone") === "on";
  const sendBy = email ? "email" : phone ? "sms" : "";
  const language = LANGUAGES.find((one) => one === text("language")) ?? "fi";
  return {
    role,
    name: text("name"),
    email,
    phone,
    language,
    by_phone: byPhone,
    send_by: byPhone ? "" : sendBy,
  };
}

/** Somebody from outside: name, role, and where the link goes. */
export function AddPerson({ app, onClose }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const role = useSignal<string>(ROLES[0]);
  const add = async () => {
    if (!form.current?.reportValidity()) return;
    if ((await app.ask("partner.add", wishOf(form.current))) !== undefined) onClose();
  };
  return (
    <Dialog title={t("people.add")} onClose={onClose}>
      <form ref={form} class="choices" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          {t("people.role")}
          <select
            name="role"
            onChange={({ currentTarget }) => {
              role.value = currentTarget.value;
            }}
          >
            {ROLES.map((one) => (
              <option key={one} value={one}>
                {roleWords(one)}
              </option>
            ))}
          </select>
        </label>
        <Fields />
        {role.value === "interpreter" && (
          <label>
            <input type="checkbox" name="by_phone" /> {t("people.only_by_phone")}
          </label>
        )}
        <p class="wrong" role="alert" hidden={app.notice.value === ""}>
          {app.notice.value}
        </p>
        <Button look="primary" testId="add-person-now" onPress={() => void add()}>
          {t("people.add_now")}
        </Button>
        <p class="small">{t("people.add_words")}</p>
        <Button look="quiet" onPress={onClose}>
          {t("help.close")}
        </Button>
      </form>
    </Dialog>
  );
}

function Fields() {
  return (
    <>
      <label class="field">
        {t("people.name")}
        <input type="text" name="name" required maxLength={200} dir="auto" autocomplete="off" />
      </label>
      <label class="field">
        {t("people.email")}
        <input type="email" name="email" maxLength={254} autocomplete="off" />
      </label>
      <label class="field">
        {t("people.phone")}
        <input type="tel" name="phone" maxLength={40} autocomplete="off" />
      </label>
      <label class="field">
        {t("people.language")}
        <select name="language">
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {t(`language.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

interface Found {
  id: number;
  name: string;
}

/** A colleague of the office, found by name: asked to join, or given the meeting. */
export function AddColleague({
  app,
  onClose,
  command,
}: Props & { command: "colleague.add" | "meeting.hand_over" }) {
  const text = useRef<HTMLInputElement>(null);
  const found = useSignal<Found[] | null>(null);
  const find = async () => {
    const result = await app.ask("colleague.find", { text: text.current?.value ?? "" });
    if (result !== undefined) found.value = (result?.people as Found[] | undefined) ?? [];
  };
  const choose = async (person: number) => {
    if ((await app.ask(command, { person })) !== undefined) onClose();
  };
  const handing = command === "meeting.hand_over";
  return (
    <Dialog title={t(handing ? "people.hand_over" : "people.add_colleague")} onClose={onClose}>
      {handing && <p>{t("people.hand_over_words")}</p>}
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <label class="field">
          {t("people.name")}
          <input type="search" ref={text} maxLength={100} dir="auto" autocomplete="off" />
        </label>
        <button type="submit" class="button button--secondary">
          {t("people.find")}
        </button>
      </form>
      <div class="choices" role="status">
        {found.value?.length === 0 && <p>{t("people.nobody")}</p>}
        {found.value?.map(({ id, name }) => (
          <Button key={id} onPress={() => void choose(id)}>
            <bdi>{name}</bdi>
          </Button>
        ))}
        <p class="wrong" role="alert" hidden={app.notice.value === ""}>
          {app.notice.value}
        </p>
        <Button look="quiet" onPress={onClose}>
          {t("help.close")}
        </Button>
      </div>
    </Dialog>
  );
}
