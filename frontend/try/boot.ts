import type { Texts } from "../room/texts.ts";

/** What the page says to the trial: the one boundary between the template and this app. */
export interface Boot {
  language: "fi" | "sv" | "en";
  texts: Texts;
  /** The number to call for help, as people read it; may be empty. */
  phone: string;
  pages: { address: string; title: string }[];
  /** Where the relay is told, where there is one and this is somebody's own link; else empty. */
  relay: string;
  /** Something to load, where no relay is there to be measured. */
  load: string;
  /** Where the result may go; empty: nowhere. */
  keep: string;
  /** Against foreign pages. */
  token: string;
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")?.textContent ?? "{}") as Boot;
}
