/** The demo's mailbox, as a test reads it. */

import { PATIENCE } from "./patience.ts";

/** What is wanted in a message to somebody, or to anybody, once it has come. `url`: the service's. */
export async function mailed(url: string, wanted: RegExp, address = ""): Promise<string> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const page = await fetch(`${url}/mailbox?address=${encodeURIComponent(address)}`);
    const found = wanted.exec(await page.text())?.[1];
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing like ${wanted} came to ${address || "anybody"}`);
}
