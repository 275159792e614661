import { expect, test } from "vitest";
import { withSoundAgain } from "./sending.ts";

const OPUS = "a=rtpmap:111 opus/48000/2\r\n";
const RED = "a=rtpmap:63 red/48000/2\r\n";
const PICTURE = "m=video 9 UDP/TLS/RTP/SAVPF 96 98\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:98 red/90000\r\n";

test("lost sound is asked for again, in each of its codecs; of pictures browsers see to it themselves", () => {
  const offer = `m=audio 9 UDP/TLS/RTP/SAVPF 63 111 0\r\n${RED}${OPUS}a=rtpmap:0 PCMU/8000\r\n${PICTURE}`;
  expect(withSoundAgain(offer)).toBe(
    `m=audio 9 UDP/TLS/RTP/SAVPF 63 111 0\r\n${RED}a=rtcp-fb:63 nack\r\n${OPUS}a=rtcp-fb:111 nack\r\na=rtpmap:0 PCMU/8000\r\n${PICTURE}`,
  );
});

test("a browser that knows no redundancy is left as it is", () => {
  const offer = `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n${OPUS}${PICTURE}`;
  expect(withSoundAgain(offer)).toBe(offer);
});
