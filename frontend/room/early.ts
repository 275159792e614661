/**
 * What the room's page does before its app is there: a phone takes a while to read the app, and the server and the
 * other person need not wait for that. The app takes over from here (`Socket`).
 */

import { greeting, type Started, socketAddress } from "./greeting.ts";
import { screenName } from "./screen.ts";

/** This tab's name towards the server. */
export const screen: Promise<string> = screenName();

function start(path: string): Started {
  const web = new WebSocket(socketAddress(path));
  const heard: string[] = [];
  web.onmessage = ({ data }: MessageEvent<string>) => heard.push(data);
  web.onopen = async () => web.send(greeting(await screen));
  return { web, heard };
}

const path = document.querySelector<HTMLMetaElement>('meta[name="socket"]')?.content;
export const started: Started | null = path ? start(path) : null;
