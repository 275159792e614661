import { PROTOCOL } from "./protocol.gen.ts";

/** A socket that greets by itself, and what it has heard so far. */
export interface Started {
  web: WebSocket;
  heard: readonly string[];
}

/** What a page began before its app: this tab's name, and the app's socket. */
export interface Early {
  screen: Promise<string>;
  started: Started | null;
}

declare global {
  interface Window {
    early?: Early;
  }
}

/** The first words on a socket. */
export function greeting(screen: string): string {
  return JSON.stringify({ type: "hello", screen, protocol: PROTOCOL });
}

export function socketAddress(path: string): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
