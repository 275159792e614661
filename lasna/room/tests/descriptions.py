"""Session descriptions as Chromium writes them, short."""

SIMULCAST = "a=rid:h send\r\na=rid:m send\r\na=rid:l send\r\na=simulcast:send h;m;l\r\n"
CANDIDATE = "a=candidate:1 1 udp 2113937151 192.0.2.77 50000 typ host generation 0 network-cost 999\r\n"
NAME, KEY = "aYr4", "6cJ0Cvt3iuUc9vQzJmM0R2Lq"
"""By which Janus knows who knocks (ICE)."""
PRINT = "77:E6:71:5A:38:9A:9F:90:B1:EE:0C:6D:FD:5E:C5:CE:57:0D:A7:9E:18:52:9D:4C:C1:63:4F:6E:6D:BD:43:0F"


def _way(mid: int, setup: str, fingerprint: str) -> str:
    return (
        "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n"
        f"a=ice-ufrag:{NAME}\r\na=ice-pwd:{KEY}\r\na=ice-options:trickle\r\n"
        f"a=fingerprint:sha-256 {fingerprint}\r\na=setup:{setup}\r\na=mid:{mid}\r\n"
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
        "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
    )


def _head(*mids: int) -> str:
    bundle = " ".join(str(mid) for mid in mids)
    return (
        "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
        f"a=group:BUNDLE {bundle}\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n"
    )


SOUND = (
    "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
    "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
)
PICTURE = (
    "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\n"
    "a=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n"
    "a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
)


def offer(fingerprint: str = PRINT) -> str:
    """Sound, and a picture in three sizes, with a candidate in each."""
    return (
        _head(0, 1)
        + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        + _way(0, "actpass", fingerprint)
        + f"a=sendonly\r\na=msid:stream sound\r\n{SOUND}"
        + CANDIDATE
        + "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
        + _way(1, "actpass", fingerprint)
        + f"a=sendonly\r\na=msid:stream picture\r\n{PICTURE}{SIMULCAST}"
        + CANDIDATE
    )


def answer(fingerprint: str = PRINT, *, people: int = 1) -> str:
    """To an offer of each one's sound and picture. Who answers begins DTLS."""
    return _head(*range(2 * people)) + "".join(
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        + _way(mid, "active", fingerprint)
        + f"a=recvonly\r\n{SOUND}"
        + "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
        + _way(mid + 1, "active", fingerprint)
        + f"a=recvonly\r\n{PICTURE}"
        for mid in range(0, 2 * people, 2)
    )
