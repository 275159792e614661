/** How fast the connection is, in a few seconds and no more than two megabytes: somebody may pay for each. */

export interface Speed {
  /** kbit/s, by what came until it was enough or too long. */
  speed: number;
  /** Milliseconds there and back; null: not told. */
  roundTrip: number | null;
  /** Through the relay, as a meeting goes; else by loading, one way. */
  relayed: boolean;
  /** There is a relay, and this network does not let us reach it: no meeting by video here. */
  blocked: boolean;
}

/** Where the relay is; empty: there is none. */
export type Way = () => Promise<RTCIceServer[]>;

const LONGEST = 3000;
const PATIENCE = 8000;
const PIECE = 4096;
/** Sent up, and down again: twice as much in all. */
const MOST = 800_000;
const AHEAD = 16 * PIECE;

/** Through the relay where there is one; else by loading. null: not to be found out. */
export async function measure(way: Way, load: string, signal: AbortSignal): Promise<Speed | null> {
  const servers = await way().catch(() => []);
  const relayed = servers.length > 0 ? await throughRelay(servers, signal).catch(() => null) : null;
  if (relayed || signal.aborted) return relayed;
  const loaded = await byLoading(load, signal).catch(() => null);
  return loaded && { ...loaded, blocked: servers.length > 0 && loaded.speed > 0 };
}

const rate = (bytes: number, milliseconds: number) => Math.round((bytes * 8) / Math.max(milliseconds, 1));

function later(ms: number): Promise<"late"> {
  return new Promise((resolve) => {
    setTimeout(() => resolve("late"), ms);
  });
}

/** What came within the time, however little that is. */
async function byLoading(address: string, signal: AbortSignal): Promise<Omit<Speed, "blocked">> {
  const asked = performance.now();
  const answer = await Promise.race([fetch(address, { cache: "no-store", signal }), later(PATIENCE)]);
  if (answer === "late") return { speed: 0, roundTrip: null, relayed: false };
  if (!answer.ok || !answer.body) throw new Error(`answered ${answer.status}`);
  const roundTrip = Math.round(performance.now() - asked);
  const reader = answer.body.getReader();
  const late = later(LONGEST);
  let bytes = 0;
  for (;;) {
    const part = await Promise.race([reader.read(), late]);
    if (part === "late" || part.done) break;
    bytes += part.value.byteLength;
  }
  void reader.cancel().catch(() => undefined);
  // From the asking on: what is there at once came on the way of the answer.
  return { speed: rate(bytes, performance.now() - asked), roundTrip, relayed: false };
}

/** Two connections of this very page meet at the relay: each byte goes up and comes down. */
async function throughRelay(servers: RTCIceServer[], signal: AbortSignal): Promise<Speed | null> {
  const settings: RTCConfiguration = { iceServers: servers, iceTransportPolicy: "relay" };
  const [near, far] = [new RTCPeerConnection(settings), new RTCPeerConnection(settings)] as const;
  const close = () => {
    near.close();
    far.close();
  };
  signal.addEventListener("abort", close);
  try {
    const channel = await Promise.race([opened(near, far), later(PATIENCE)]);
    if (channel === "late") return null;
    // Both go by the relay: there and back is this way twice.
    const roundTrip = await roundTripOf(near);
    const speed = await flood(channel, far);
    return { speed, roundTrip: roundTrip && Math.round(roundTrip / 2), relayed: true, blocked: false };
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

const SIDES = new WeakMap<RTCPeerConnection, Promise<RTCDataChannel>>();

async function opened(near: RTCPeerConnection, far: RTCPeerConnection): Promise<RTCDataChannel> {
  const channel = near.createDataChannel("speed");
  const open = new Promise<void>((resolve) => {
    channel.onopen = () => resolve();
  });
  const other = new Promise<RTCDataChannel>((resolve) => {
    far.ondatachannel = (event) => resolve(event.channel);
  });
  SIDES.set(far, other);
  passCandidates(near, far);
  passCandidates(far, near);
  await near.setLocalDescription();
  if (near.localDescription) await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  if (far.localDescription) await near.setRemoteDescription(far.localDescription);
  await open;
  return channel;
}

function passCandidates(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.onicecandidate = ({ candidate }) => {
    if (candidate) void to.addIceCandidate(candidate).catch(() => undefined);
  };
}

/** kbit/s: from the first piece on, until all came or it was long enough. */
async function flood(channel: RTCDataChannel, far: RTCPeerConnection): Promise<number> {
  const other = await SIDES.get(far);
  let [bytes, began, last] = [0, 0, 0];
  const all = new Promise<"all">((resolve) => {
    if (!other) return;
    other.binaryType = "arraybuffer";
    other.onmessage = ({ data }) => {
      last = performance.now();
      if (began === 0)
        began = last; // the first one begins the time
      else bytes += (data as ArrayBuffer).byteLength;
      if (bytes >= MOST - 2 * PIECE) resolve("all");
    };
  });
  fill(channel);
  const ended = await Promise.race([all, later(LONGEST)]);
  channel.onbufferedamountlow = null;
  const until = ended === "all" ? last : performance.now();
  return began === 0 ? 0 : rate(bytes, until - began);
}

/** So much and no more, without filling the browser's memory. */
function fill(channel: RTCDataChannel): void {
  const piece = new Uint8Array(PIECE);
  let sent = 0;
  channel.bufferedAmountLowThreshold = AHEAD / 2;
  const more = () => {
    while (channel.readyState === "open" && sent < MOST && channel.bufferedAmount < AHEAD) {
      channel.send(piece);
      sent += PIECE;
    }
  };
  channel.onbufferedamountlow = more;
  more();
}

async function roundTripOf(peer: RTCPeerConnection): Promise<number | null> {
  const report: { type: string; state?: string; currentRoundTripTime?: number }[] = [
    ...(await peer.getStats()).values(),
  ];
  const pair = report.find(({ type, state }) => type === "candidate-pair" && state === "succeeded");
  return pair?.currentRoundTripTime === undefined ? null : Math.round(pair.currentRoundTripTime * 1000);
}
