import { socketAddress } from "../room/greeting.ts";
import {
  type AnyEvent,
  type HelpView,
  type KnockView,
  PROTOCOL,
  type Welcome,
} from "../room/protocol.gen.ts";
import { screenName } from "../room/screen.ts";
import { Socket } from "../room/socket.ts";
import { clockOf } from "../room/texts.ts";
import { Chime } from "./chime.ts";
import {
  type Caller,
  type Desk,
  deskOf,
  EMPTY,
  everybody,
  reduceDesk,
  rings,
  titleWith,
  unseen,
} from "./state.ts";

/** Who waits, on top of any staff page. The words and the markup are the template's (web/desk.html). */
export class DeskBanner {
  private readonly chime = new Chime();
  private readonly plainTitle = document.title;
  private readonly told = new Set<number>();
  private readonly root: HTMLElement;
  private readonly refresh: () => void;
  private readonly shownOut: () => void;
  private desk = EMPTY;
  private socket: Socket | undefined;

  /** ``shownOut``: the server has closed this desk: signed out, locked, or a screen too many. */
  constructor(root: HTMLElement, refresh: () => void, shownOut: () => void) {
    this.root = root;
    this.refresh = refresh;
    this.shownOut = shownOut;
    this.root.querySelector("[data-mute]")?.addEventListener("click", () => this.toggleSound());
    document.addEventListener("visibilitychange", () => this.lookedAt());
    addEventListener("online", () => this.socket?.nudge());
  }

  async open(path: string): Promise<void> {
    // The same tab may hold a meeting's socket too: each has a name of its own.
    const name = `desk-${await screenName()}`.slice(0, 40);
    const none = () => undefined;
    this.socket = new Socket(socketAddress(path), name, {
      welcome: (welcome) => this.welcome(welcome),
      event: (event) => this.event(event),
      signal: none,
      connection: none,
      farewell: () => this.shownOut(),
    });
    this.socket.open();
  }

  /** Nobody's names stay on the page. */
  close(): void {
    this.socket?.close();
    this.show(EMPTY);
  }

  private welcome(welcome: Welcome): void {
    if (welcome.protocol !== PROTOCOL) return;
    this.show(deskOf(welcome.snapshot));
  }

  private event(event: AnyEvent): void {
    const desk = reduceDesk(this.desk, event);
    // What stays as it is is not made anew: a press in this moment would go nowhere.
    if (desk !== this.desk) this.show(desk);
    this.refresh();
  }

  private show(desk: Desk): void {
    this.desk = desk;
    this.root.hidden = everybody(desk).length === 0;
    document.title = titleWith(desk, this.plainTitle, this.root.dataset.waits ?? "{name}");
    this.chime.ring(rings(this.desk));
    this.sayWhetherMuted();
    const list = this.root.querySelector("[data-callers]");
    list?.replaceChildren(
      ...desk.callers.map((caller) => this.element(caller)),
      ...desk.knocks.map((one) => this.knockElement(one)),
      ...desk.asking.map((one) => this.helpElement(one)),
    );
    this.tell();
  }

  private helpElement(one: HelpView): Element {
    const element = this.copyOf("help");
    put(element, "name", one.name);
    put(element, "since", this.since(place(element, "since"), one.since));
    putState(element, "what", one.what);
    return element;
  }

  /** One tap begins: a form, as everything that changes something, with the page's own token. */
  private knockElement(one: KnockView): Element {
    const element = this.copyOf("knock");
    put(element, "name", one.name);
    put(element, "since", this.since(place(element, "since"), one.since));
    putState(element, "way", one.way);
    putState(element, "begin", one.way);
    lead(element, "[data-answer]", `/knocks/${one.knock}`);
    const form = element.querySelector("form");
    const token = document.querySelector<HTMLInputElement>("#lock input[name=csrfmiddlewaretoken]");
    const field = form?.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
    if (form) form.action = `/knocks/${one.knock}/begin`;
    if (field) field.value = token?.value ?? "";
    return element;
  }

  private lookedAt(): void {
    this.socket?.nudge();
    this.tell();
  }

  /** The client reads "sees that you wait": true only where somebody can see this page. */
  private tell(): void {
    if (document.visibilityState !== "visible") return;
    for (const participant of unseen(this.desk, this.told)) {
      this.told.add(participant);
      this.socket?.ask("arrival.shown", { participant }).catch(() => this.told.delete(participant));
    }
  }

  private element(caller: Caller): Element {
    const kind = caller.adviser ? "unanswered" : caller.since ? "arrival" : "call";
    const element = this.copyOf(kind);
    put(element, "name", caller.name);
    put(element, "since", this.since(place(element, "since"), caller.since));
    put(element, "adviser", caller.adviser);
    putState(element, "camera", caller.camera);
    putState(element, "microphone", caller.microphone);
    putState(element, "asks", caller.asks);
    putState(element, "came", caller.by_link_alone ? "by_link" : "");
    const meeting = `/meetings/${caller.meeting}`;
    lead(element, "[data-admit]", `${meeting}/room?admit=${caller.participant}`);
    lead(element, "[data-open]", meeting);
    return element;
  }

  /** "klo 9.58 alkaen". */
  private since(at: HTMLElement | null, since: string): string {
    if (!since) return "";
    const clock = clockOf(since, document.body.dataset.zone ?? "UTC", document.documentElement.lang);
    return (at?.dataset.text ?? "{clock}").replace("{clock}", clock);
  }

  private copyOf(kind: string): HTMLElement {
    const template = this.root.querySelector<HTMLTemplateElement>(`template[data-kind="${kind}"]`);
    const element = template?.content.firstElementChild?.cloneNode(true);
    if (!(element instanceof HTMLElement)) throw new Error(`web/desk.html lacks its template ${kind}`);
    return element;
  }

  private toggleSound(): void {
    this.chime.mute(!this.chime.muted);
    this.chime.ring(rings(this.desk));
    this.sayWhetherMuted();
  }

  private sayWhetherMuted(): void {
    this.root.querySelector("[data-mute]")?.setAttribute("aria-pressed", String(this.chime.muted));
  }
}

function place(element: HTMLElement, name: string): HTMLElement | null {
  return element.querySelector<HTMLElement>(`[data-put="${name}"]`);
}

function put(element: HTMLElement, name: string, text: string): void {
  const at = place(element, name);
  if (at) at.textContent = text || (at.dataset.empty ?? "");
}

/** The template's words for a state: `data-on`, `data-no-code` … beside `data-put`. */
function putState(element: HTMLElement, name: string, state: string): void {
  const words = state && place(element, name)?.getAttribute(`data-${state.replace("_", "-")}`);
  put(element, name, words || "");
}

function lead(element: HTMLElement, selector: string, to: string): void {
  const link = element.querySelector<HTMLAnchorElement>(selector);
  if (link) link.href = to;
}
