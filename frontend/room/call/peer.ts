import { type Description, mediaOf, Peer, SENT, type Sent, type Tracks, TURNS } from "./connection.ts";
import { type Amount, AT_FIRST, describe, keepInHand, preferRedundantSound, setEncoding } from "./sending.ts";

export type { Description } from "./connection.ts";
/** `restart`: I do not know the connection you speak of; offer a new one. `bye`: this page closes. */
export type Signal =
  | Description
  | { kind: "candidates"; candidates: RTCIceCandidateInit[] }
  | { kind: "restart" }
  | { kind: "bye" };

export interface Handlers {
  send(to: string, signal: Signal): void;
  /** Their voice and face, and apart from these their screen. */
  remote(stream: MediaStream, screen: MediaStream): void;
  /** Their offer was answered. */
  joined(): void;
  connected(): void;
  failed(): void;
  gone(): void;
  /** Real-time text came, as it was sent. */
  text(data: unknown): void;
}

/** An offer this old was lost on its way; theirs may take its place. */
const STALE = 3000;
/** Milliseconds in which candidates gather into one message, and how many fit. */
const TOGETHER = 20;
const MOST_TOGETHER = 20;
/** Bits a second that a device sends when several see its picture. */
const UPLINK = 1_500_000;
/** The media engine of a connection of two. Everything that waits for the browser goes through one queue. */
export class Engine {
  /** The other's screen; "" while it is not known. */
  to = "";
  readonly polite: boolean;
  private readonly handlers: Handlers;
  private readonly stream = new MediaStream();
  private readonly tracks: Tracks = { camera: null, microphone: null, screen: null };
  /** No candidate pool: an answer that comes soon after its connection is made may then gather nothing at all. */
  private configuration: RTCConfiguration = { bundlePolicy: "max-bundle" };
  private certificate: Promise<RTCCertificate>;
  private peer: Peer | null = null;
  /** Has made its offer, which nobody has seen yet. */
  private warm: Peer | null = null;
  /** Gathers candidates to answer with. */
  private spare: Peer | null = null;
  /** How often what was prepared was let go of: what is still being made then is let go of too. */
  private cooled = 0;
  private queue: Promise<void> = Promise.resolve();
  private showsPicture = true;
  private amount = AT_FIRST;
  private sharers = 1;
  /** What was written last: said again by a new connection, where the other may have missed it. */
  private written = "";

  constructor(polite: boolean, handlers: Handlers) {
    this.polite = polite;
    this.handlers = handlers;
    this.certificate = RTCPeerConnection.generateCertificate({
      name: "ECDSA",
      namedCurve: "P-256",
    } as EcKeyGenParams);
  }

  configure(iceServers: RTCIceServer[], relayOnly: boolean): void {
    const changed: RTCConfiguration = { iceServers, iceTransportPolicy: relayOnly ? "relay" : "all" };
    const known = JSON.stringify([this.configuration.iceServers, this.configuration.iceTransportPolicy]);
    if (known === JSON.stringify([changed.iceServers, changed.iceTransportPolicy])) return;
    this.configuration = { ...this.configuration, ...changed };
    this.cool();
  }

  /** Have an offer ready, candidates and all, before anybody asks. */
  prepare(): void {
    const turn = this.cooled;
    this.run(async () => {
      const peer = this.warm ?? (await this.newOffer());
      if (turn === this.cooled) this.warm = peer;
      else peer.pc.close();
    });
  }

  /** Once all that was asked before is done. */
  whenPrepared(act: () => void): void {
    this.run(async () => act());
  }

  /** Be ready to answer. */
  prepareToAnswer(): void {
    const turn = this.cooled;
    this.run(async () => {
      const peer = this.spare ?? (await this.newPeer(0));
      if (turn === this.cooled) this.spare = peer;
      else peer.pc.close();
    });
  }

  /** The prepared offer, for the admission to carry. Null where none is ready yet. */
  takeOffer(): Description | null {
    const peer = this.warm;
    const description = peer?.description() ?? null;
    if (!peer || !description) return null;
    this.warm = null;
    this.to = "";
    this.use(peer);
    peer.sentAt = Date.now();
    return description;
  }

  offer(to: string): void {
    this.to = to;
    this.run(async () => {
      const peer = this.warm ?? (await this.newOffer());
      this.warm = null;
      this.use(peer);
      this.sendDescription(peer);
    });
  }

  /** Find a new way for the same connection. */
  restart(): void {
    this.run(async () => {
      const peer = this.peer;
      if (!peer?.answered) {
        if (peer) this.resendNow();
        return;
      }
      peer.pc.restartIce();
      await describe(peer.pc);
      peer.attempt++;
      this.sendDescription(peer);
    });
  }

  /** The socket was away: what we said last may be lost. */
  resend(): void {
    this.run(async () => this.resendNow());
  }

  receive(sender: string, signal: Signal): void {
    if (signal.kind === "restart") this.handlers.failed();
    else if (signal.kind !== "bye") this.run(() => this.take(sender, signal));
    else if (sender === this.to) this.handlers.gone();
  }

  /** This page closes: whoever comes next on our seat is somebody to connect anew with. */
  sayBye(): void {
    if (this.to) this.handlers.send(this.to, { kind: "bye" });
  }

  private take(sender: string, signal: Exclude<Signal, { kind: "restart" | "bye" }>): Promise<void> {
    if (signal.kind === "candidates") return this.takeCandidates(sender, signal.candidates);
    return signal.description.type === "offer"
      ? this.takeTheirOffer(sender, signal)
      : this.takeAnswer(sender, signal);
  }

  setTrack(kind: Sent, track: MediaStreamTrack | null): void {
    this.tracks[kind] = track;
    this.show(kind, this.peer);
    this.show(kind, this.warm);
  }

  /** Send our track. Devices open while an offer is being made: what it was made with may be old. */
  private show(kind: Sent, peer: Peer | null): void {
    const sender = peer?.transceiver(kind)?.sender;
    void sender?.replaceTrack(this.tracks[kind]).catch(() => undefined);
  }

  /** Stop or go on sending our picture, to leave the network to the sound. */
  showPicture(shown: boolean): void {
    if (shown === this.showsPicture) return;
    this.showsPicture = shown;
    this.limitNow();
  }

  /** So many see our picture, each by a connection of their own. */
  shareWith(count: number): void {
    if (count === this.sharers) return;
    this.sharers = count;
    this.limitNow();
  }

  /** How much of our picture and voice is sent. */
  sendAtMost(amount: Amount): void {
    if (amount === this.amount) return;
    this.amount = amount;
    this.limitNow();
  }

  /** In the queue: one change of a sender's parameters undoes another that is made beside it. */
  private limitNow(): void {
    if (!this.connected) return;
    this.run(async () => {
      if (this.peer) await this.limit(this.peer);
    });
  }

  private async limit(peer: Peer): Promise<void> {
    const share = Math.round(UPLINK / this.sharers);
    const { picture, rather, voice } = this.amount;
    const sender = (kind: Sent) => peer.transceiver(kind)?.sender;
    await setEncoding(sender("microphone"), voice);
    const maxBitrate = Math.min(picture.maxBitrate, share);
    await setEncoding(sender("camera"), { ...picture, maxBitrate, active: this.showsPicture }, rather);
    // A screen that one alone sees has no limit.
    const screen = { maxBitrate: this.sharers > 1 ? share : undefined } as Partial<RTCRtpEncodingParameters>;
    await setEncoding(sender("screen"), screen);
  }

  /** Said again to whoever is there later: one's line as it stands. */
  write(text: string): void {
    this.written = text;
    this.say(text);
  }

  /** Said once, to whoever is there. */
  say(text: string): void {
    if (this.peer?.text.readyState === "open") this.peer.text.send(text);
  }

  get connected(): boolean {
    return this.peer?.pc.connectionState === "connected";
  }

  /** Ours and theirs, as this connection was made by them. */
  get descriptions(): [string, string] {
    const { currentLocalDescription: ours, currentRemoteDescription: theirs } = this.peer?.pc ?? {};
    return [ours?.sdp ?? "", theirs?.sdp ?? ""];
  }

  async stats(): Promise<Record<string, unknown>[]> {
    const report = await this.peer?.pc.getStats();
    return report ? [...report.values()] : [];
  }

  /** Hang up at once; nothing in the queue delays it. */
  close(): void {
    this.peer?.pc.close();
    this.peer = null;
    this.to = "";
  }

  /** Let go of what was prepared, too. */
  cool(): void {
    this.warm?.pc.close();
    this.spare?.pc.close();
    this.warm = this.spare = null;
    this.cooled++;
  }

  private run(act: () => Promise<void>): void {
    this.queue = this.queue.then(act).catch(() => {
      if (this.peer && this.peer.pc.signalingState !== "closed") this.handlers.failed();
    });
  }

  private async newPeer(attempt: number): Promise<Peer> {
    const certificate = await this.certificate;
    return new Peer({ ...this.configuration, certificates: [certificate] }, attempt);
  }

  private async newOffer(): Promise<Peer> {
    const [number = 1] = crypto.getRandomValues(new Uint32Array(1));
    const peer = await this.newPeer(number * TURNS);
    for (const kind of SENT) {
      const most = { microphone: AT_FIRST.voice, camera: AT_FIRST.picture, screen: {} }[kind];
      const begin = { streams: [this.stream], sendEncodings: [most] };
      const transceiver = peer.pc.addTransceiver(mediaOf(kind), { direction: "sendrecv", ...begin });
      await transceiver.sender.replaceTrack(this.tracks[kind]);
    }
    preferRedundantSound(peer.transceiver("microphone"));
    await describe(peer.pc);
    return peer;
  }

  /** From now on this is the connection; the one before is closed. */
  private use(peer: Peer): void {
    if (this.peer !== peer) this.peer?.pc.close();
    this.peer = peer;
    for (const kind of SENT) this.show(kind, peer);
    peer.pc.ontrack = ({ track, receiver }) => {
      keepInHand(receiver);
      peer.came(track);
      this.handlers.remote(peer.remote, peer.screen);
    };
    for (const { receiver } of peer.pc.getTransceivers()) peer.came(receiver.track);
    peer.text.onmessage = ({ data }) => this.handlers.text(data);
    peer.text.onopen = () => this.written && peer.text.send(this.written);
    peer.pc.onicecandidate = ({ candidate }) => candidate && this.sendCandidate(peer, candidate.toJSON());
    peer.pc.onconnectionstatechange = () => this.stateChanged(peer);
    this.handlers.remote(peer.remote, peer.screen);
  }

  private stateChanged(peer: Peer): void {
    if (peer !== this.peer) return;
    if (peer.pc.connectionState === "connected") {
      this.limitNow();
      this.handlers.connected();
    } else if (peer.pc.connectionState === "failed") this.handlers.failed();
  }

  private sendDescription(peer: Peer): void {
    const description = peer.description();
    if (!description || !this.to) return;
    peer.sentAt = Date.now();
    this.handlers.send(this.to, description);
  }

  /** They come in a rush: together they are one message. */
  private sendCandidate(peer: Peer, candidate: RTCIceCandidateInit): void {
    if (peer.sentAt === 0) return;
    if (peer.held.push(candidate) === 1) setTimeout(() => this.sendHeld(peer), TOGETHER);
  }

  private sendHeld(peer: Peer): void {
    if (peer !== this.peer || !this.to || peer.held.length === 0) return;
    this.handlers.send(this.to, { kind: "candidates", candidates: peer.held.splice(0, MOST_TOGETHER) });
    this.sendHeld(peer);
  }

  private resendNow(): void {
    if (this.peer?.pc.signalingState === "have-local-offer") this.sendDescription(this.peer);
  }

  private meetSender(peer: Peer, sender: string): void {
    this.to = sender;
    this.sendHeld(peer);
  }

  private async takeCandidates(sender: string, candidates: RTCIceCandidateInit[]): Promise<void> {
    const peer = this.peer;
    const theirs = peer?.pc.remoteDescription?.sdp;
    if (!peer || !theirs || (this.to && sender !== this.to)) return;
    const meant = candidates.filter(
      ({ usernameFragment: fragment }) => !fragment || theirs.includes(`a=ice-ufrag:${fragment}`),
    );
    await Promise.all(meant.map((candidate) => peer.pc.addIceCandidate(candidate)));
  }

  private async takeAnswer(sender: string, { description, attempt }: Description): Promise<void> {
    const peer = this.peer;
    if (!peer || peer.attempt !== attempt || peer.pc.signalingState !== "have-local-offer") return;
    this.meetSender(peer, sender);
    await peer.pc.setRemoteDescription(description);
  }

  /** Perfect negotiation: where both offer at once, the adviser's stands and is said again: it may be lost. */
  private async takeTheirOffer(sender: string, { description, attempt }: Description): Promise<void> {
    const known = this.peer?.number === Math.floor(attempt / TURNS);
    if (!known && attempt % TURNS !== 0) return this.handlers.send(sender, { kind: "restart" });
    if (this.oursStands(sender, known)) return this.resendNow();
    const peer = known && this.peer ? this.peer : (this.spare ?? (await this.newPeer(attempt)));
    this.spare = null;
    peer.attempt = attempt;
    this.use(peer);
    this.meetSender(peer, sender);
    await peer.pc.setRemoteDescription(description);
    this.addOurs(peer);
    await describe(peer.pc);
    this.sendDescription(peer);
    if (!known) this.handlers.joined();
    await this.limit(peer);
  }

  /** Ours stands where it is younger than theirs could know of; a repair gives way to somebody new. */
  private oursStands(sender: string, known: boolean): boolean {
    const peer = this.peer;
    if (this.polite || !peer?.offering || Date.now() - peer.sentAt > STALE) return false;
    if (!known && peer.attempt % TURNS !== 0) return false;
    return this.to === "" || this.to === sender;
  }

  private addOurs(peer: Peer): void {
    for (const kind of SENT) {
      const transceiver = peer.transceiver(kind);
      if (!transceiver) continue;
      transceiver.direction = "sendrecv";
      transceiver.sender.setStreams?.(this.stream);
      this.show(kind, peer);
    }
    preferRedundantSound(peer.transceiver("microphone"));
  }
}
