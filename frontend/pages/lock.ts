/** The lock over a staff page. The server says when; what is on the page stays, unseen, until it is opened. */

const ACTIVE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
/** How often doing something is told to the server, in ms. */
const TELL = 60_000;

interface State {
  locked: boolean;
  left: number | null;
  passkey: boolean;
}

export interface Locks {
  /** The page is locked: whatever names people has to go. */
  locked(): void;
  opened(): void;
  /** Nobody is signed in any more. */
  signedOut(): void;
}

export class Lock {
  private readonly root: HTMLElement;
  private readonly ask: string;
  private readonly locks: Locks;
  private readonly plainTitle = document.title;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private touched = 0;
  private told = Date.now();

  constructor(root: HTMLElement, locks: Locks) {
    this.root = root;
    this.ask = root.dataset.ask ?? "";
    this.locks = locks;
  }

  start(): void {
    const { left } = this.root.dataset;
    if (left !== undefined) this.wait(Number(left));
    for (const kind of ACTIVE) addEventListener(kind, () => this.touch(), { passive: true, capture: true });
    addEventListener("pageshow", ({ persisted }) => persisted && void this.look());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.look();
    });
    document.body.addEventListener("lasna-locked", () => void this.look());
    for (const form of this.root.querySelectorAll<HTMLFormElement>(
      "form[data-open], form[data-opens-by-passkey]",
    ))
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.open(form);
      });
    const link = this.root.querySelector<HTMLAnchorElement>("a");
    if (link) link.href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
  }

  /** Ask the server how it is, and tell it how many seconds ago something was done here. */
  async look(): Promise<void> {
    const body = new FormData(this.form());
    body.delete("password");
    if (this.touched) body.set("active", String(Math.round((Date.now() - this.touched) / 1000)));
    this.told = Date.now();
    const answer = await fetch(this.ask, { method: "POST", body }).catch(() => null);
    if (answer?.redirected) this.locks.signedOut();
    else if (answer?.ok) this.take((await answer.json()) as State);
    else this.wait(TELL / 1000);
  }

  private take({ locked, left, passkey }: State): void {
    if (locked) this.shut(passkey);
    else {
      this.unshut();
      if (left === null) clearTimeout(this.timer);
      else this.wait(left);
    }
  }

  private wait(seconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), (seconds + 1) * 1000);
  }

  private touch(): void {
    if (!this.root.hidden) return;
    this.touched = Date.now();
    if (Date.now() - this.told > TELL) void this.look();
  }

  private shut(passkey: boolean): void {
    if (!this.root.hidden) return;
    const byPasskey = this.root.querySelector<HTMLElement>("form[data-opens-by-passkey]");
    if (byPasskey) byPasskey.hidden = !passkey || !("PublicKeyCredential" in window);
    for (const dialog of document.querySelectorAll("dialog[open]")) (dialog as HTMLDialogElement).close();
    this.root.hidden = false;
    document.body.classList.add("locked");
    this.locks.locked();
    document.title = `${this.root.querySelector("h1")?.textContent} – Läsnä`;
    this.root.querySelector<HTMLElement>("input[type=password], a")?.focus();
  }

  private unshut(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    document.body.classList.remove("locked");
    document.title = this.plainTitle;
    this.locks.opened();
  }

  private async open(form: HTMLFormElement): Promise<void> {
    say(form, "");
    try {
      const words = await sent(form);
      if (words) say(form, words);
      else await this.look();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say(form, form.querySelector<HTMLElement>("[data-words]")?.dataset.offline ?? "");
    }
  }

  private form(): HTMLFormElement | undefined {
    return this.root.querySelector<HTMLFormElement>("form[data-open]") ?? undefined;
  }
}

/** The password, or a passkey's answer. Empty: it opens; else the server's words. Throws without an answer. */
async function sent(form: HTMLFormElement): Promise<string> {
  const body = new FormData(form);
  const ask = form.dataset.opensByPasskey;
  if (ask) {
    // Few pages are ever locked, and fewer opened by a passkey: loaded when needed.
    const { answered, ceremony } = await import("./webauthn.ts");
    body.set("credential", JSON.stringify(await answered(await ceremony(ask), false)));
  }
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.action, { method: "POST", body, headers });
  if (answer.redirected) location.reload();
  const said = (await answer.json()) as { words?: string[] };
  if (answer.ok) form.reset();
  return said.words?.join(" ") ?? "";
}

function say(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-words]");
  if (place) place.textContent = words;
}
