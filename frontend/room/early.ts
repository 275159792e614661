/**
 * What the room's page does before its app is there: a phone takes a while to read the app, and the server and the
 * other person need not wait for that. The app takes over from here (`Socket`).
 */

import { type Early, greeting, type Started, socketAddress } from "./greeting.ts";
import { screenName } from "./screen.ts";

function start(path: string, screen: Promise<string>): Started {
  const web = new WebSocket(socketAddress(path));
  const heard: string[] = [];
  web.onmessage = ({ data }: MessageEvent<string>) => heard.push(data);
  web.onopen = async () => web.send(greeting(await screen));
  return { web, heard };
}

function begin(): Early {
  const screen = screenName();
  const path = document.querySelector<HTMLMetaElement>('meta[name="socket"]')?.content;
  return { screen, started: path ? start(path, screen) : null };
}

window.early = begin();
