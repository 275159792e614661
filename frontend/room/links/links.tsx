import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { App } from "../app.ts";
import type { LinkView } from "../protocol.gen.ts";
import { ruleOf } from "../state.ts";
import { t } from "../texts.ts";
import { Button, Dialog } from "../ui/parts.tsx";
import { seen } from "./seen.ts";

/** More than an address can have: what is cut off here is refused as too long, and not sent in part. */
const LONGEST = 10_000;

function linksOf(app: App): LinkView[] {
  return app.state.value.snapshot.links?.links ?? [];
}

function maySend(app: App): boolean {
  return app.may("link.share") && ruleOf(app.state.value.snapshot, "chat")?.value === "links";
}

/** Where links may be sent, or have been. */
export function LinksButton({ app }: { app: App }) {
  const open = useSignal(false);
  if (!maySend(app) && linksOf(app).length === 0) return null;
  const show = (shown: boolean) => () => {
    app.notice.value = "";
    open.value = shown;
  };
  return (
    <>
      <button type="button" class="small-tool" data-testid="links" onClick={show(true)}>
        {t("links.button")}
      </button>
      {open.value && <LinksDialog app={app} onClose={show(false)} />}
    </>
  );
}

/** A link that somebody else sent: until it is opened or put away. */
export function NewLink({ app }: { app: App }) {
  const { meetings } = app.state.value.snapshot;
  const fresh = linksOf(app).filter(({ link, by }) => by !== meetings?.me && link > seen.last.value);
  const newest = fresh.at(-1);
  return (
    <div role="status">
      {newest && (
        <section class="card arrival" data-testid="new-link">
          <p>{t("links.came", { name: newest.name })}</p>
          <Shown link={newest} />
          <p>{t("links.new_tab")}</p>
          <div class="pair">
            <Open link={newest} look="button" />
            <Button testId="link-away" onPress={() => seen.upTo(newest.link)}>
              {t("links.away")}
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

/** The host large: it says where one goes, whatever else the address says. */
function Shown({ link: { host, plain, address } }: { link: LinkView }) {
  return (
    <>
      <p class="link__host">
        <bdi>{host}</bdi>
      </p>
      {plain && <p class="bad">{t("links.letters", { host: plain })}</p>}
      <p class="link__address">
        <bdi>{address}</bdi>
      </p>
    </>
  );
}

/** A tab of its own that learns nothing of this one. */
function Open({ link: { link, host, address }, look }: { link: LinkView; look: string }) {
  return (
    <a
      class={look}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      data-testid="link-open"
      onClick={() => seen.upTo(link)}
    >
      {t("links.open")}
      <span class="visually-hidden">: {host}</span>
    </a>
  );
}

function LinksDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const links = linksOf(app);
  return (
    <Dialog title={t("links.button")} onClose={onClose}>
      {maySend(app) ? <Send app={app} /> : <p>{t("rules.chat_off")}</p>}
      {links.length > 0 && (
        <ul class="links" data-testid="links-sent">
          {[...links].reverse().map((link) => (
            <li key={link.link}>
              <Shown link={link} />
              <p class="small">
                <bdi>{link.name}</bdi>
              </p>
              <Open link={link} look="button button--secondary" />
            </li>
          ))}
        </ul>
      )}
      <div class="choices">
        <Button look="quiet" onPress={onClose}>
          {t("help.close")}
        </Button>
      </div>
    </Dialog>
  );
}

/** The server alone looks at what was typed; its words say why something was not sent. */
function Send({ app }: { app: App }) {
  const field = useRef<HTMLInputElement>(null);
  const sent = useSignal(false);
  const busy = useSignal(false);
  const refused = app.notice.value;
  const send = async (event: Event) => {
    event.preventDefault();
    const input = field.current;
    if (!input || busy.value) return;
    busy.value = true;
    sent.value = (await app.ask("link.share", { address: input.value })) !== undefined;
    busy.value = false;
    if (sent.value) input.value = "";
    input.focus();
  };
  return (
    <form class="choices" noValidate onSubmit={(event) => void send(event)}>
      <p>{t("links.words")}</p>
      <label class="field">
        {t("links.address")}
        <input
          ref={field}
          type="text"
          inputMode="url"
          name="address"
          maxLength={LONGEST}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={refused !== ""}
          aria-describedby="link-refused"
        />
      </label>
      <p class="wrong" id="link-refused" role="alert" hidden={refused === ""}>
        {refused}
      </p>
      <p role="status" class="fine">
        {sent.value && refused === "" ? t("links.sent") : ""}
      </p>
      <button type="submit" class="button" data-testid="link-send" aria-disabled={busy.value}>
        {t("links.send")}
      </button>
    </form>
  );
}
