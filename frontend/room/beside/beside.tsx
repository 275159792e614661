import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import { besideMe, hostedBy, myself, type Snapshot } from "../state.ts";
import { t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";

const MOST = 5;

/** Who else sits at this device: their names stand in one's picture, and the adviser knows. */
export function BesideDialog({ app, onClose }: { app: App; onClose: () => void }) {
  return (
    <Dialog title={t("beside.title")} onClose={onClose}>
      <Beside app={app} />
      <Button look="primary" testId="beside-done" onPress={onClose}>
        {t("settings.close")}
      </Button>
    </Dialog>
  );
}

/** Does this screen's person say that the client is with them? */
export function saysWithClient(snapshot: Snapshot): boolean {
  return (snapshot.door ?? myself(snapshot))?.with_client === true;
}

/** A partner says that the client is with them, who needs no device then. The adviser looks, and answers. */
function WithClient({ app, say }: { app: App; say: (said: boolean) => Promise<boolean> }) {
  const { snapshot } = app.state.value;
  const me = snapshot.meetings?.me;
  if (me !== undefined && hostedBy(snapshot, me)) return <p>{t("hosting.mine_now")}</p>;
  const tick = async ({ currentTarget: box }: { currentTarget: HTMLInputElement }) => {
    if (!(await say(box.checked))) box.checked = saysWithClient(app.state.peek().snapshot);
  };
  return (
    <div class="with-client">
      <label class="tick">
        <input
          type="checkbox"
          data-testid="with-client"
          checked={saysWithClient(snapshot)}
          onChange={(event) => void tick(event)}
        />
        {t("hosting.mine")}
      </label>
      <p class="small">{t("hosting.mine_words")}</p>
    </div>
  );
}

export function Beside({ app }: { app: App }) {
  const names = besideMe(app.state.value.snapshot);
  const field = useRef<HTMLInputElement>(null);
  const wrong = useSignal("");
  const partner = app.boot.role === "partner";
  const tell = async (next: readonly string[], said?: { with_client: boolean }) => {
    const told = (await app.ask("participant.beside", { names: [...next], ...said })) !== undefined;
    wrong.value = told ? "" : app.notice.peek();
    return told;
  };
  const add = async (event: Event) => {
    event.preventDefault();
    const name = field.current?.value.trim() ?? "";
    if (name && (await tell([...names, name])) && field.current) field.current.value = "";
    field.current?.focus();
  };
  const without = (gone: string) => () => {
    void tell(names.filter((name) => name !== gone));
    field.current?.focus();
  };
  return (
    <div data-testid="beside">
      {partner && <WithClient app={app} say={(said) => tell(names, { with_client: said })} />}
      <p>{t(partner ? "hosting.others" : "beside.words")}</p>
      <p class="wrong" role="alert" hidden={wrong.value === ""}>
        {wrong.value}
      </p>
      <ul class="beside" aria-label={t("beside.title")} hidden={names.length === 0}>
        {names.map((name) => (
          <li key={name}>
            <bdi>{name}</bdi>
            <button
              type="button"
              class="chip"
              aria-label={t("beside.remove", { name })}
              onClick={without(name)}
            >
              {t("beside.gone")}
            </button>
          </li>
        ))}
      </ul>
      {names.length < MOST && (
        <form onSubmit={(event) => void add(event)}>
          <label class="field">
            {t("beside.name")}
            <input type="text" ref={field} maxLength={80} dir="auto" autocomplete="off" />
          </label>
          <button type="submit" class="button button--secondary" data-testid="beside-add">
            {t("beside.add")}
          </button>
        </form>
      )}
    </div>
  );
}
