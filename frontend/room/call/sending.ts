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

/** Opus with redundancy survives losses; browsers without it leave it out of their answer. */
export function preferRedundantSound(transceiver: RTCRtpTransceiver | undefined): void {
  const codecs = RTCRtpReceiver.getCapabilities?.("audio")?.codecs;
  if (!codecs || !transceiver?.setCodecPreferences) return;
  const redundant = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === "audio/red");
  if (redundant.length === 0) return;
  transceiver.setCodecPreferences([...redundant, ...codecs.filter((codec) => !redundant.includes(codec))]);
}
