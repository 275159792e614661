import htmx from "htmx.org";
import { offerCopying } from "./copy.ts";
import { DeskBanner } from "./desk.ts";
import { Lock } from "./lock.ts";
import "../theme/theme.css";

const PAUSE = 250;

/** "/" goes to the search field, wherever nothing else is being typed. */
function slashSearches(event: KeyboardEvent): void {
  const at = event.target as HTMLElement;
  const typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("search")?.focus();
}

/** An open menu closes by Escape, by a press elsewhere, and by leaving it with the keyboard. */
function closeMenus(menu: HTMLDetailsElement): void {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", (event) => menu.contains(event.target as Node) || close());
  menu.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !menu.contains(to as Node)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary")?.focus();
  });
}

/** What shows today is read anew: ``data-desk-refresh`` names an address, or the page itself is asked for the part. */
function readAnew(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-desk-refresh]")) {
    if (part.contains(document.activeElement) && document.activeElement?.matches("input, textarea, select"))
      continue;
    const address = part.dataset.deskRefresh || `${location.pathname}${location.search}`;
    // Nobody has done anything: for the lock this is no sign of life.
    const headers = { "Lasna-By-Itself": "1" };
    void htmx.ajax("get", address, { target: part, swap: "outerHTML", select: `#${part.id}`, headers });
  }
}

let waiting: ReturnType<typeof setTimeout> | undefined;

function readAnewSoon(): void {
  clearTimeout(waiting);
  waiting = setTimeout(readAnew, PAUSE);
}

document.addEventListener("keydown", slashSearches);
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) closeMenus(menu);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]"))
  offerCopying(button);
const root = document.getElementById("desk");
const path = document.body.dataset.desk;
const shade = document.getElementById("lock");
let banner: DeskBanner | undefined;
const lock = shade
  ? new Lock(shade, { locked: () => banner?.close(), opened: openBanner, signedOut })
  : undefined;

/** Signed out elsewhere, or the access has ended: the page says so before anything is pressed in vain. */
function signedOut(): void {
  banner?.close();
  const words = document.getElementById("signed-out");
  if (words) words.hidden = false;
}

function openBanner(): void {
  if (!root || !path) return;
  banner ??= new DeskBanner(root, readAnewSoon, () => void lock?.look());
  void banner.open(path);
}

openBanner();
lock?.start();
