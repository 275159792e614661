/** A service that is reached from here and from elsewhere, and browsers in both places. */

import type { ChildProcess } from "node:child_process";
import type { Browser, Page, Viewport } from "puppeteer-core";
import { newPage, startBrowser } from "../harness/browsers.ts";
import { type Elsewhere, startElsewhere } from "../harness/elsewhere.ts";
import { type Service, startService } from "../harness/service.ts";

export interface Places {
  service: Service;
  /** `profile`: folder of what the browser remembers from one start to the next. */
  here(viewport: Viewport, profile?: string): Promise<Page>;
  there(viewport: Viewport, profile?: string): Promise<Page>;
  elsewhere: Elsewhere;
}

export async function withPlaces(act: (places: Places) => Promise<void>): Promise<void> {
  const elsewhere = await startElsewhere();
  const browsers: Browser[] = [];
  let service: Service | undefined;
  try {
    service = await startService({ host: elsewhere.address });
    // Camera and microphone are given to a secure page only; this one comes without TLS.
    const flags = [`--unsafely-treat-insecure-origin-as-secure=${service.url}`];
    const open = async (viewport: Viewport, options: { program?: string; profile?: string }) => {
      const browser = await startBrowser("chromium", { flags, ...options });
      browsers.push(browser);
      return newPage(browser, viewport);
    };
    const keeping = (profile?: string) => (profile ? { profile } : {});
    await act({
      service,
      elsewhere,
      here: (viewport, profile) => open(viewport, keeping(profile)),
      there: (viewport, profile) => open(viewport, { program: elsewhere.program, ...keeping(profile) }),
    });
  } finally {
    await Promise.all(browsers.map((one) => one.connected && one.close()));
    await service?.stop();
    await elsewhere.stop();
  }
}

/** On the adviser's page: the client is away, by name. */
export const AWAY = /Demo-Virtanen – (the connection was lost|yhteys katkesi)/;

function processOf(page: Page): { started: ChildProcess; pid: number } {
  const started = page.browser().process();
  if (!started?.pid) throw new Error("no process");
  return { started, pid: started.pid };
}

/** Every process of the page's browser stands still until it is woken. A browser is a group of its own. */
export function stopBrowser(page: Page): () => void {
  const { pid } = processOf(page);
  process.kill(-pid, "SIGSTOP");
  return () => process.kill(-pid, "SIGCONT");
}

/** Every process of the page's browser is killed, as when somebody pulls the plug. */
export async function killBrowser(page: Page): Promise<void> {
  const { started, pid } = processOf(page);
  const ended = new Promise((resolve) => started.once("exit", resolve));
  process.kill(-pid, "SIGKILL");
  await ended;
}
