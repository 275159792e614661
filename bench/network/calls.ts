/** Two ways to call, between the same two pages: ours through the service, and a bare one of the browser. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Service } from "../../e2e/harness/service.ts";
import { arrive, enterAsAdviser, press, pressable } from "../../e2e/harness/story.ts";
import type { Way } from "./scene.ts";

/** Two people in a meeting: the adviser lets the client in. */
export function ours(service: Service): Way {
  return async ({ adviser, client }, before) => {
    const meeting = await service.demoMeeting();
    await enterAsAdviser(adviser, meeting);
    await arrive(client, meeting);
    await pressable(adviser, "admit");
    before();
    await press(adviser, "admit");
  };
}

const BARE = '<!doctype html><meta charset="utf-8"><title>Bare</title><video autoplay playsinline></video>';

/** An empty page on a port of its own, from which a browser gives its devices. */
export async function startBarePage(): Promise<{ url: string; stop(): void }> {
  const server = createServer((_request, answer) => {
    answer.setHeader("Content-Type", "text/html; charset=utf-8");
    answer.end(BARE);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${port}/`, stop };
}

/** `getUserMedia`, a connection as the browser makes it, an offer, an answer. Nobody looks after it. */
export function bare(url: string): Way {
  return async ({ adviser, client }, before) => {
    await Promise.all([adviser.goto(url), client.goto(url)]);
    await Promise.all([adviser.evaluate(openBare), client.evaluate(openBare)]);
    before();
    const offer = await adviser.evaluate(describeBare, null);
    const answer = await client.evaluate(describeBare, offer);
    await adviser.evaluate(async (theirs) => window.testPeers[0]?.setRemoteDescription(theirs), answer);
  };
}

/** In the page: the same picture is asked of the camera as in ours. */
async function openBare(): Promise<void> {
  const video = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 30, max: 30 } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  const peer = new RTCPeerConnection();
  for (const track of stream.getTracks()) peer.addTrack(track, stream);
  peer.ontrack = ({ streams }) => {
    const shown = document.querySelector("video");
    if (shown && streams[0]) shown.srcObject = streams[0];
  };
}

/** In the page: our offer, or our answer to theirs, with every candidate in it. */
async function describeBare(theirs: RTCSessionDescriptionInit | null): Promise<RTCSessionDescriptionInit> {
  const peer = window.testPeers[0];
  if (!peer) throw new Error("no connection");
  if (theirs) await peer.setRemoteDescription(theirs);
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== "complete") {
    await new Promise((done) => peer.addEventListener("icegatheringstatechange", done, { once: true }));
  }
  const { type = "offer", sdp = "" } = peer.localDescription ?? {};
  return { type, sdp };
}
