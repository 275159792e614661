export async function setEncoding(
  sender: RTCRtpSender | undefined,
  change: Partial<RTCRtpEncodingParameters>,
): Promise<void> {
  const parameters = sender?.getParameters();
  const encoding = parameters?.encodings?.[0];
  if (!sender || !parameters || !encoding) return;
  Object.assign(encoding, change);
  await sender.setParameters(parameters).catch(() => undefined);
}

const SOUND = /^a=rtpmap:(\d+) (?:opus|red)\/48000.*\r\n/gm;

/** Lost sound is asked for again, where both ends say so. Firefox, which knows no redundancy, does not send it again. */
export function withSoundAgain(sdp: string): string {
  return sdp.includes(" red/48000") ? sdp.replace(SOUND, "$&a=rtcp-fb:$1 nack\r\n") : sdp;
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
