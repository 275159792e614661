import type { Texts } from "./texts.ts";

/** What the page says to the room: the one boundary between the template and this app. */
export interface Boot {
  socket: string;
  /** The adviser's own stream, by which the waiting are told that they are seen. */
  desk?: string;
  role: "client" | "partner" | "companion" | "adviser";
  language: "fi" | "sv" | "en";
  texts: Texts;
  /** Works here: signed in, or another device of somebody who is. */
  staff: boolean;
  /** Where the adviser goes afterwards. */
  home: string;
  meeting_id: number;
  /** Known before admission only where no relay is configured. */
  ice_servers: RTCIceServer[];
  relay_only: boolean;
  /** Let in already in this browser: no device steps. */
  returning: boolean;
  /** Off on entering, by the rules of the meeting: who goes straight in opens nothing else. */
  off_at_first: ("camera" | "microphone")[];
  /** The participant to let in as soon as the room is ready; 0: nobody. */
  admit?: number;
  organisation: string;
  /** The meeting type's words for the client, in their language; empty or missing: none. */
  words?: string;
  /** The number to call for help, as people read it; may be empty. */
  phone: string;
  /** What the organisation has published for everybody: accessibility, data protection, channels. */
  pages: { address: string; title: string }[];
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")?.textContent ?? "{}") as Boot;
}
