/** A page that waits says that it is open, and hears how it stands. It works without this by buttons. */

const EVERY = 5_000;
const LATEST = 20_000;

/** What the server tells; `page` names what is to be shown. */
interface Told {
  page: string;
  before?: string;
  wait?: string;
}

function put(told: Told): void {
  for (const name of ["before", "wait"] as const) {
    const at = document.querySelector(`[data-told="${name}"]`);
    const words = told[name];
    if (at && words && at.textContent !== words) at.textContent = words;
  }
}

function sayLost(lost: boolean): void {
  const words = document.querySelector<HTMLElement>("[data-lost]");
  if (words) words.hidden = !lost;
}

/** Once: what the server tells, or null where it cannot be reached. */
async function ask(form: HTMLFormElement): Promise<Told | null> {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    // What was waited for is not ours any more: the page itself says so.
    if (answer.status === 404) return { page: "" };
    return answer.ok ? ((await answer.json()) as Told) : null;
  } catch {
    return null;
  }
}

function follow(form: HTMLFormElement): void {
  let pause = EVERY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    clearTimeout(timer);
    const told = await ask(form);
    sayLost(told === null);
    if (told && told.page !== form.dataset.page) return location.replace(location.pathname);
    if (told) put(told);
    pause = told ? EVERY : Math.min(LATEST, pause * 1.5);
    timer = setTimeout(look, pause);
  };
  addEventListener("online", () => void look());
  document.addEventListener("visibilitychange", () => document.hidden || void look());
  void look();
}

/** Whoever waits looks at this page, and a phone would put it to sleep. Where the browser cannot, it may. */
function stayAwake(): void {
  if (!document.hidden) void navigator.wakeLock?.request("screen").catch(() => null);
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-place]")) {
  follow(form);
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
document.querySelector<HTMLFormElement>("form[data-go]")?.requestSubmit();
