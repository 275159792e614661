import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Description, Engine, type Signal } from "./peer.ts";
import { AMOUNTS } from "./picture.ts";
import { AT_FIRST } from "./sending.ts";

const CANDIDATE = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", usernameFragment: "theirs" };

class FakeTransceiver {
  receiver: { track: { kind: string } };
  sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown) => {
      this.sender.track = track;
    },
    encoding: {} as Record<string, unknown>,
    getParameters: () => ({ encodings: [{ ...this.sender.encoding }] }),
    setParameters: async ({ encodings }: { encodings: Record<string, unknown>[] }) => {
      this.sender.encoding = encodings[0] ?? {};
    },
  };
  constructor(kind: string) {
    this.receiver = { track: { kind } };
  }
}

/** The least of a connection that the negotiation looks at. */
class FakeConnection {
  static all: FakeConnection[] = [];
  static generateCertificate = async () => ({});
  signalingState = "stable";
  connectionState = "new";
  localDescription: { type: string; sdp: string; toJSON(): object } | null = null;
  remoteDescription: { type: string; sdp: string } | null = null;
  currentRemoteDescription: object | null = null;
  onicecandidate: ((event: { candidate: { toJSON(): object } | null }) => void) | null = null;
  candidates: object[] = [];
  restarted = 0;
  constructor() {
    FakeConnection.all.push(this);
  }
  transceivers: FakeTransceiver[] = [];
  addTransceiver(kind: string): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind);
    this.transceivers.push(transceiver);
    return transceiver;
  }
  createDataChannel(): object {
    return {};
  }
  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }
  async createOffer(): Promise<{ type: string; sdp: string }> {
    return { type: "offer", sdp: `a=ice-ufrag:ours${this.restarted}` };
  }
  async createAnswer(): Promise<{ type: string; sdp: string }> {
    return { type: "answer", sdp: `a=ice-ufrag:ours${this.restarted}` };
  }
  async setLocalDescription({ type, sdp }: { type: string; sdp: string }): Promise<void> {
    this.localDescription = { type, sdp, toJSON: () => ({ type, sdp }) };
    this.signalingState = type === "offer" ? "have-local-offer" : "stable";
    if (type === "answer") this.currentRemoteDescription = this.remoteDescription;
  }
  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description;
    this.signalingState = description.type === "offer" ? "have-remote-offer" : "stable";
    if (description.type === "answer") this.currentRemoteDescription = description;
  }
  async addIceCandidate(candidate: object): Promise<void> {
    this.candidates.push(candidate);
  }
  restartIce(): void {
    this.restarted += 1;
  }
  close(): void {
    this.signalingState = "closed";
  }
}

class FakeStream {
  addTrack(): void {}
}

let sent: { to: string; signal: Signal }[];
let happened: string[];

function engine(polite: boolean): Engine {
  return new Engine(polite, {
    send: (to, signal) => sent.push({ to, signal }),
    remote: () => undefined,
    joined: () => happened.push("joined"),
    connected: () => happened.push("connected"),
    failed: () => happened.push("failed"),
    gone: () => happened.push("gone"),
    text: () => undefined,
  });
}

const settled = () => new Promise((done) => setTimeout(done));

function theirs(type: "offer" | "answer", attempt: number): Description {
  return { kind: "description", description: { type, sdp: "a=ice-ufrag:theirs" }, attempt };
}

const descriptions = () => sent.map(({ signal }) => signal).filter((signal) => signal.kind === "description");
const attemptSent = () => descriptions().at(-1)?.attempt ?? -1;

beforeEach(() => {
  sent = [];
  happened = [];
  FakeConnection.all = [];
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("RTCRtpReceiver", {});
  vi.stubGlobal("MediaStream", FakeStream);
});

afterEach(() => vi.unstubAllGlobals());

test("an offer is answered with its own attempt", async () => {
  const client = engine(true);
  client.receive("host-screen", theirs("offer", 7000));
  await settled();
  expect(sent.map(({ to }) => to)).toEqual(["host-screen"]);
  expect(descriptions()[0]?.description.type).toBe("answer");
  expect(attemptSent()).toBe(7000);
  expect(happened).toEqual(["joined"]);
});

test("picture and sound are sent as large as is told", async () => {
  const client = engine(true);
  client.receive("host-screen", theirs("offer", 7000));
  await settled();
  const [connection] = FakeConnection.all;
  const [sound, picture] = ["audio", "video"].map((kind) => connection?.addTransceiver(kind).sender);
  if (!connection) throw new Error("none was made");
  connection.connectionState = "connected";
  client.sendAtMost(AMOUNTS.growing ?? AT_FIRST);
  client.showPicture(false);
  await settled();
  expect(picture?.encoding).toEqual({ maxBitrate: 500_000, scaleResolutionDownBy: 2, active: false });
  expect(sound?.encoding).toEqual({ maxBitrate: 24_000 });
  client.sendAtMost(AT_FIRST);
  client.showPicture(true);
  await settled();
  expect(picture?.encoding).toEqual({ maxBitrate: 60_000, scaleResolutionDownBy: 2, active: true });
  expect(sound?.encoding).toEqual({ maxBitrate: 16_000 });
});

test("when both offer at once the adviser's stands and is said again, and the client gives way", async () => {
  const host = engine(false);
  host.offer("client-screen");
  await settled();
  host.receive("client-screen", theirs("offer", 7000));
  await settled();
  expect(descriptions().map(({ description }) => description.type)).toEqual(["offer", "offer"]);
  expect(descriptions()[1]).toEqual(descriptions()[0]);

  sent = [];
  const client = engine(true);
  client.offer("host-screen");
  await settled();
  client.receive("host-screen", theirs("offer", 9000));
  await settled();
  expect(descriptions().map(({ description }) => description.type)).toEqual(["offer", "answer"]);
  expect(attemptSent()).toBe(9000);
});

test("an offer from another screen is a newcomer's and always answered", async () => {
  const host = engine(false);
  host.offer("old-screen");
  await settled();
  host.receive("new-screen", theirs("offer", 7000));
  await settled();
  expect(sent.at(-1)?.to).toBe("new-screen");
  expect(happened).toEqual(["joined"]);
});

test("a repair gives way to somebody new behind the same screen", async () => {
  const host = engine(false);
  host.offer("client-screen");
  await settled();
  host.receive("client-screen", theirs("answer", attemptSent()));
  await settled();
  host.restart();
  await settled();
  expect(attemptSent() % 1000).toBe(1);
  host.receive("client-screen", theirs("offer", 7000));
  await settled();
  expect(attemptSent()).toBe(7000);
});

test("the repair of a connection that a reloaded page does not know is answered with: offer anew", async () => {
  const client = engine(true);
  client.receive("host-screen", theirs("offer", 7001));
  await settled();
  expect(sent).toEqual([{ to: "host-screen", signal: { kind: "restart" } }]);
  const host = engine(false);
  host.receive("client-screen", { kind: "restart" });
  expect(happened).toEqual(["failed"]);
});

test("an answer to an older offer changes nothing", async () => {
  const host = engine(false);
  host.offer("client-screen");
  await settled();
  host.receive("client-screen", theirs("answer", attemptSent() + 1));
  await settled();
  expect(FakeConnection.all.at(-1)?.signalingState).toBe("have-local-offer");
});

test("candidates of another connection are left out, those of this one are taken", async () => {
  const client = engine(true);
  client.receive("host-screen", theirs("offer", 7000));
  const another = { ...CANDIDATE, usernameFragment: "another" };
  client.receive("host-screen", { kind: "candidates", candidates: [another, CANDIDATE] });
  client.receive("stranger-screen", { kind: "candidates", candidates: [CANDIDATE] });
  await settled();
  expect(FakeConnection.all.at(-1)?.candidates).toEqual([CANDIDATE]);
});

test("candidates that come together travel together, once it is known to whom", async () => {
  vi.useFakeTimers();
  const gather = (count: number) => {
    const candidate = { ...CANDIDATE, toJSON: () => CANDIDATE };
    for (let n = 0; n < count; n += 1) FakeConnection.all.at(-1)?.onicecandidate?.({ candidate });
  };
  const gathered = () => sent.map(({ signal }) => signal).filter(({ kind }) => kind === "candidates");
  const host = engine(false);
  host.prepare();
  await vi.runAllTimersAsync();
  const offer = host.takeOffer();
  gather(3);
  await vi.runAllTimersAsync();
  expect(gathered()).toEqual([]);
  host.receive("client-screen", theirs("answer", offer?.attempt ?? 0));
  await vi.runAllTimersAsync();
  gather(23);
  await vi.runAllTimersAsync();
  const sizes = gathered().map((signal) => (signal.kind === "candidates" ? signal.candidates.length : 0));
  expect(sizes).toEqual([3, 20, 3]);
  expect(sent.every(({ to }) => to === "client-screen")).toBe(true);
  vi.useRealTimers();
});

test("the prepared offer travels with the admission and is not sent again", async () => {
  const host = engine(false);
  expect(host.takeOffer()).toBeNull();
  host.prepare();
  await settled();
  const offer = host.takeOffer();
  expect(offer?.description.type).toBe("offer");
  expect(sent).toEqual([]);
  host.receive("client-screen", theirs("answer", offer?.attempt ?? 0));
  await settled();
  expect(host.to).toBe("client-screen");
});

test("hanging up waits for nothing", async () => {
  const host = engine(false);
  host.offer("client-screen");
  await settled();
  host.restart();
  host.close();
  expect(FakeConnection.all.every(({ signalingState }) => signalingState === "closed")).toBe(true);
});

test("a page that closes says so to its other end, and only that other end is believed", async () => {
  const client = engine(true);
  client.receive("host-screen", theirs("offer", 7000));
  await settled();
  client.receive("stranger-screen", { kind: "bye" });
  expect(happened).toEqual(["joined"]);
  client.receive("host-screen", { kind: "bye" });
  expect(happened).toEqual(["joined", "gone"]);
  client.sayBye();
  expect(sent.at(-1)).toEqual({ to: "host-screen", signal: { kind: "bye" } });
});

test("what is still being prepared when all is let go of is let go of too", async () => {
  const host = engine(false);
  host.prepare();
  host.cool();
  await settled();
  expect(host.takeOffer()).toBeNull();
  expect(FakeConnection.all.every(({ signalingState }) => signalingState === "closed")).toBe(true);
});

test("a device that opens while the offer is being made is sent all the same", async () => {
  const host = engine(false);
  const offered = new Promise<void>((done) => {
    const plainly = FakeConnection.prototype.setLocalDescription;
    vi.spyOn(FakeConnection.prototype, "setLocalDescription").mockImplementationOnce(async function (
      this: FakeConnection,
      description: { type: string; sdp: string },
    ) {
      host.setTrack("camera", { kind: "video" } as MediaStreamTrack);
      await plainly.call(this, description);
      done();
    });
  });
  host.prepare();
  await offered;
  await settled();
  expect(host.takeOffer()).not.toBeNull();
  await settled();
  const camera = FakeConnection.all[0]?.transceivers.find(({ receiver }) => receiver.track.kind === "video");
  expect(camera?.sender.track).toEqual({ kind: "video" });
});
