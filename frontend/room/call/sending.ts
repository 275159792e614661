/** How picture and voice are sent. `rather`: what the browser gives up first where bits are few. */
export interface Amount {
  picture: { maxBitrate: number; scaleResolutionDownBy: number };
  rather: string;
  /** Bits a second for the voice, once; redundancy takes as much again, and more. */
  voice: { maxBitrate: number };
}

/**
 * As a connection begins: little of either. What is small by our will must not be made smaller by the browser: it takes
 * long to take that back.
 */
export const AT_FIRST: Amount = {
  picture: { maxBitrate: 60_000, scaleResolutionDownBy: 2 },
  rather: "maintain-framerate-and-resolution",
  voice: { maxBitrate: 16_000 },
};

/** Sound waits for its moment so long at least: what comes late by no more is heard whole. */
const IN_HAND = 100; // ms

export function keepInHand(receiver: RTCRtpReceiver): void {
  if (receiver.track.kind === "audio" && "jitterBufferTarget" in receiver)
    receiver.jitterBufferTarget = IN_HAND;
}

/** Older browsers refuse a word of `rather`, and choose. */
export async function setEncoding(
  sender: RTCRtpSender | undefined,
  change: Partial<RTCRtpEncodingParameters>,
  rather?: string,
): Promise<void> {
  const parameters = sender?.getParameters();
  const encoding = parameters?.encodings?.[0];
  if (!sender || !parameters || !encoding) return;
  Object.assign(encoding, change);
  if (rather) Object.assign(parameters, { degradationPreference: rather });
  await sender.setParameters(parameters).catch(() => (rather ? setEncoding(sender, change) : undefined));
}

const RTPMAP = /^a=rtpmap:(\d+) (?:opus|red)\/48000.*\r\n/gm;

/** Lost sound is asked for again, where both ends say so. Firefox, which knows no redundancy, does not send it again. */
export function withSoundAgain(sdp: string): string {
  return sdp.includes(" red/48000") ? sdp.replace(RTPMAP, "$&a=rtcp-fb:$1 nack\r\n") : sdp;
}

/** Our side of the negotiation, as it stands now. */
export async function describe(pc: RTCPeerConnection): Promise<void> {
  const made = pc.signalingState === "have-remote-offer" ? await pc.createAnswer() : await pc.createOffer();
  await pc.setLocalDescription({ ...made, sdp: withSoundAgain(made.sdp ?? "") });
}

/** Opus with redundancy survives losses; browsers without it leave it out of their answer. */
export function preferRedundantSound(transceiver: RTCRtpTransceiver | undefined): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("audio")?.codecs;
  if (!codecs || !transceiver?.setCodecPreferences) return;
  const redundant = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "audio/red");
  if (redundant.length === 0) return;
  transceiver.setCodecPreferences([...redundant, ...codecs.filter((codec) => !redundant.includes(codec))]);
}
