import type { Kind } from "../devices/media.ts";

export interface Description {
  kind: "description";
  description: RTCSessionDescriptionInit;
  attempt: number;
}

/** What is sent, in the order of the sections: one's screen has its own, empty until it is shown. */
export const SENT = ["microphone", "camera", "screen"] as const;
export type Sent = Kind | "screen";
export type Tracks = Record<Sent, MediaStreamTrack | null>;

/** An attempt is the connection's number and the turn of its negotiation. */
export const TURNS = 1000;

export function mediaOf(kind: Sent): "audio" | "video" {
  return kind === "microphone" ? "audio" : "video";
}

/** One RTCPeerConnection with what the negotiation needs to know about it. */
export class Peer {
  readonly pc: RTCPeerConnection;
  readonly remote = new MediaStream();
  readonly screen = new MediaStream();
  attempt: number;
  sentAt = 0;
  held: RTCIceCandidateInit[] = [];
  /** Both ends open it by its number: nothing is negotiated when somebody writes. */
  readonly text: RTCDataChannel;

  constructor(configuration: RTCConfiguration, attempt: number) {
    this.pc = new RTCPeerConnection(configuration);
    this.text = this.pc.createDataChannel("text", { negotiated: true, id: 1 });
    this.attempt = attempt;
  }

  get number(): number {
    return Math.floor(this.attempt / TURNS);
  }

  /** We have made an offer that waits for its answer. */
  get offering(): boolean {
    return this.pc.signalingState === "have-local-offer" && this.sentAt > 0;
  }

  get answered(): boolean {
    return this.pc.currentRemoteDescription !== null;
  }

  /** None where the other's page knows of no screens. */
  transceiver(kind: Sent): RTCRtpTransceiver | undefined {
    const media = this.pc.getTransceivers().filter(({ receiver }) => receiver.track.kind === mediaOf(kind));
    return media[kind === "screen" ? 1 : 0];
  }

  /** A track of theirs goes where it belongs. */
  came(track: MediaStreamTrack): void {
    const theirs = this.transceiver("screen")?.receiver.track === track ? this.screen : this.remote;
    theirs.addTrack(track);
  }

  description(): Description | null {
    const description = this.pc.localDescription;
    return description && { kind: "description", description: description.toJSON(), attempt: this.attempt };
  }
}
