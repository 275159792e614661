/**
 * The bare page we measure ourselves against: one WebSocket, `getUserMedia`, one peer connection, nothing else.
 * Run as `node bare.ts PORT`. Two pages at /?room=NAME meet; the second to come makes the offer.
 */

import { createServer } from "node:http";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Bare</title>
<video data-testid="remote-video" autoplay playsinline></video>
<script>
const settings = JSON.parse(decodeURIComponent(location.hash.slice(1) || "%7B%7D"));
const room = new URLSearchParams(location.search).get("room");
const socket = new WebSocket("ws://" + location.host + "/?room=" + room);
const opened = new Promise((resolve) => { socket.onopen = resolve; });
const devices = navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
const send = (message) => socket.send(JSON.stringify(message));
let peer;
let first;
const connect = async () => {
  peer = new RTCPeerConnection(settings);
  peer.onicecandidate = ({ candidate }) => send({ candidate });
  peer.ontrack = ({ streams }) => { document.querySelector("video").srcObject = streams[0]; };
  const stream = await devices;
  for (const track of stream.getTracks()) peer.addTrack(track, stream);
};
const handle = async (message) => {
  if (message.place) {
    first = message.place === 1;
    await opened;
    await connect();
    if (first) return document.documentElement.setAttribute("data-ready", "");
    await peer.setLocalDescription();
    send({ description: peer.localDescription });
  } else if (message.description) {
    await peer.setRemoteDescription(message.description);
    if (message.description.type === "offer") {
      await peer.setLocalDescription();
      send({ description: peer.localDescription });
    }
  } else if (message.candidate) {
    await peer.addIceCandidate(message.candidate);
  }
};
let queue = Promise.resolve();
socket.onmessage = ({ data }) => { queue = queue.then(() => handle(JSON.parse(data))); };
</script>`;

const server = createServer((_request, answer) => {
  answer.setHeader("Content-Type", "text/html; charset=utf-8");
  answer.end(PAGE);
});
const rooms = new Map<string, Set<WebSocket>>();

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, request) => {
  const name = new URL(request.url ?? "/", "http://bare").searchParams.get("room") ?? "";
  const room = rooms.get(name) ?? new Set<WebSocket>();
  rooms.set(name, room.add(socket));
  socket.send(JSON.stringify({ place: room.size }));
  socket.on("message", (data: RawData) => {
    for (const other of room) if (other !== socket) other.send(data.toString());
  });
  socket.on("close", () => room.delete(socket));
});

server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
