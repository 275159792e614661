import type { Sent, Tracks } from "./connection.ts";

export type Stats = [incoming: Record<string, unknown>[], outgoing: Record<string, unknown>[]];

/** The order of the sections of what a leg sends, by which the server knows them. */
const SECTIONS = [
  ["microphone", "audio"],
  ["camera", "video"],
  ["screen", "video"],
] as const;

/** One section of what the media server sends. `feed`: its name there. */
export interface Stream {
  mid: string;
  feed: string;
  participant: number;
  sent: Sent;
}

/** What the media server says, as signals of `server`. */
export type FromServer =
  | { kind: "answer"; number: number; sdp: string }
  | { kind: "offer"; number: number; turn: number; sdp: string; streams: Stream[] }
  | { kind: "gone"; number: number };

/** Somebody as they come through the media server. */
export interface Carried {
  remote: MediaStream;
  screen: MediaStream;
  feed: string;
  mids: readonly string[];
}

export interface LegHandlers {
  join(number: number, sdp: string): void;
  answer(number: number, turn: number, sdp: string): void;
  /** Something of it changed: a state, or who comes by it. */
  changed(): void;
  failed(): void;
}

/** One's picture in three sizes, of which everybody is sent what they can use. The first is the largest. */
const SIZES: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 1_200_000 },
  { rid: "m", maxBitrate: 400_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 120_000, scaleResolutionDownBy: 4 },
];
const BROKEN = new Set<RTCPeerConnectionState>(["disconnected", "failed"]);

/** Our way through the media server: a connection that sends, and one that receives from everybody. */
export class Leg {
  /** A later leg of the same person has a larger one. */
  readonly number: number;
  private people: ReadonlyMap<number, Carried> = new Map();
  private readonly send: RTCPeerConnection;
  private readonly receive: RTCPeerConnection;
  private readonly handlers: LegHandlers;
  private readonly senders = new Map<Sent, RTCRtpSender>();
  private readonly stream = new MediaStream();
  private queue: Promise<void> = Promise.resolve();

  constructor(configuration: RTCConfiguration, handlers: LegHandlers) {
    this.number = Date.now() * 1000 + Math.floor(Math.random() * 1000);
    this.handlers = handlers;
    this.send = new RTCPeerConnection({ ...configuration, bundlePolicy: "max-bundle" });
    this.receive = new RTCPeerConnection({ ...configuration, bundlePolicy: "max-bundle" });
    for (const pc of [this.send, this.receive])
      pc.onconnectionstatechange = () => {
        if (BROKEN.has(pc.connectionState)) handlers.failed();
        else handlers.changed();
      };
  }

  /** Both ways are there, as far as there is anything to send by them. */
  get up(): boolean {
    const receives = this.people.size > 0;
    return (
      this.send.connectionState === "connected" && (!receives || this.receive.connectionState === "connected")
    );
  }

  of(participant: number): Carried | undefined {
    return this.people.get(participant);
  }

  /** Names of what comes in: whoever goes on in another process is told. */
  get feeds(): string[] {
    return [...this.people.values()].map(({ feed }) => feed);
  }

  join(tracks: Tracks): void {
    this.run(async () => {
      for (const [kind, media] of SECTIONS) await this.add(kind, media, tracks[kind]);
      await this.send.setLocalDescription();
      this.handlers.join(this.number, this.send.localDescription?.sdp ?? "");
    });
  }

  private async add(kind: Sent, media: "audio" | "video", track: MediaStreamTrack | null): Promise<void> {
    const sizes = kind === "camera" ? { sendEncodings: SIZES } : {};
    const how: RTCRtpTransceiverInit = { direction: "sendonly", streams: [this.stream], ...sizes };
    const { sender } = this.send.addTransceiver(media, how);
    this.senders.set(kind, sender);
    await sender.replaceTrack(track);
  }

  setTrack(kind: Sent, track: MediaStreamTrack | null): void {
    this.run(async () => {
      await this.senders.get(kind)?.replaceTrack(track);
    });
  }

  /** Whether our picture is sent: where the network is narrow, it leaves room for the sound. */
  showPicture(on: boolean): void {
    this.run(async () => {
      const sender = this.senders.get("camera");
      const parameters = sender?.getParameters();
      for (const size of parameters?.encodings ?? []) size.active = on;
      if (parameters) await sender?.setParameters(parameters);
    });
  }

  hear(said: FromServer): void {
    if (said.kind === "answer")
      this.run(() => this.send.setRemoteDescription({ type: "answer", sdp: said.sdp }));
    else if (said.kind === "offer") this.run(() => this.answer(said.turn, said.sdp, said.streams));
  }

  private async answer(turn: number, sdp: string, streams: readonly Stream[]): Promise<void> {
    await this.receive.setRemoteDescription({ type: "offer", sdp });
    await this.receive.setLocalDescription();
    this.handlers.answer(this.number, turn, this.receive.localDescription?.sdp ?? "");
    this.people = this.sorted(streams);
    this.handlers.changed();
  }

  /** Everybody's sections together. Who mends their leg has two feeds for a moment: the later one counts. */
  private sorted(streams: readonly Stream[]): Map<number, Carried> {
    const people = new Map<number, Carried>();
    for (const { participant, feed } of [...streams].sort((a, b) => numberIn(a.feed) - numberIn(b.feed))) {
      const known = this.people.get(participant);
      const theirs = streams.filter((stream) => stream.feed === feed);
      const mids = theirs.map(({ mid }) => mid);
      if (known?.feed === feed && known.mids.join() === mids.join()) people.set(participant, known);
      else people.set(participant, { feed, mids, ...this.tracksOf(theirs) });
    }
    return people;
  }

  private tracksOf(streams: readonly Stream[]): { remote: MediaStream; screen: MediaStream } {
    const [remote, screen] = [new MediaStream(), new MediaStream()];
    for (const { mid, sent } of streams) {
      const track = this.receive.getTransceivers().find((one) => one.mid === mid)?.receiver.track;
      if (track) (sent === "screen" ? screen : remote).addTrack(track);
    }
    return { remote, screen };
  }

  /** Of what comes in, and of the way out. */
  async stats(): Promise<Stats> {
    const [incoming, outgoing] = await Promise.all([this.receive.getStats(), this.send.getStats()]);
    return [[...incoming.values()], [...outgoing.values()]];
  }

  close(): void {
    this.send.close();
    this.receive.close();
  }

  private run(act: () => Promise<void>): void {
    this.queue = this.queue.then(act).catch(() => {
      if (this.send.signalingState !== "closed") this.handlers.failed();
    });
  }
}

/** Of the leg by which somebody sends. */
function numberIn(feed: string): number {
  return Number(feed.split("-")[1]);
}
