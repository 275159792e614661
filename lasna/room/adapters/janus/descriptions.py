"""The session descriptions that reach Janus: read, and written anew from what is known.

Janus 1.1.2 ends itself over a description with its lines in another order: nothing is passed on as it came.
No candidate of a browser goes in either: Janus would send to any address that one names. Without, it answers
where a browser's own check came from, with the right password. Browsers go by the candidate in Janus's.

Who leaves it open who begins DTLS begins it. Then Janus chooses how packets are sealed, and takes AES-GCM;
Chromium would choose AES with SHA-1, which is dearer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lasna.errors import UserError

SIZE = 60 * 1024  # characters: a socket message is 64 KiB
LINES = 3000
SECTIONS = 64
"""Sound and picture of nineteen people, their screens, and sections that lie idle."""
LINE = re.compile(r"[ -~]{3,512}")
ORIGIN = re.compile(r"o=[!-~]{1,64} (\d{1,20} \d{1,10}) IN IP[46] [0-9A-Fa-f.:]{1,45}")
MEDIUM = re.compile(r"m=(audio|video) (\d{1,5}) UDP/TLS/RTP/SAVPF((?: \d{1,3}){1,64})")
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
WAY = {
    "ice-ufrag": r"[A-Za-z0-9+/-]{4,64}",
    "ice-pwd": r"[A-Za-z0-9+/-]{22,128}",
    "fingerprint": r"sha-(?:256|384|512) (?:[0-9A-Fa-f]{2}:){31,63}[0-9A-Fa-f]{2}",
    "setup": r"active|passive|actpass",
}
"""Once in every section; what stands before the sections, or in the first, counts for those that lack it."""
SINGLE = {
    "mid": r"[A-Za-z0-9_-]{1,16}",
    "simulcast": r"(?:send|recv) [A-Za-z0-9;~,]{1,60}",
    "msid": r"[!-~]{1,100}(?: [!-~]{1,100})?",
}
"""At most once in a section."""
MANY: dict[str, tuple[str, int]] = {
    "extmap": (r"\d{1,2}(?:/[a-z]+)? [A-Za-z0-9:/._-]{1,120}", 24),
    "rtpmap": (r"\d{1,3} [A-Za-z0-9-]{1,32}/\d{1,6}(?:/\d)?", 64),
    "rtcp-fb": (r"(?:\d{1,3}|\*) [a-z0-9 -]{1,40}", 200),
    "fmtp": (r"\d{1,3} [A-Za-z0-9=;/, .-]{1,300}", 64),
    "rid": (r"[A-Za-z0-9]{1,16} (?:send|recv)", 3),
    "ssrc-group": (r"(?:FID|SIM)(?: \d{1,10}){2,6}", 6),
    "ssrc": (r"\d{1,10} (?:cname:[!-~]{1,100}|msid:[!-~]{1,100} [!-~]{1,100})", 24),
}
"""So many times in a section, in this order. Lines that look otherwise, and all other lines, are left out."""
PAYLOAD = {"rtpmap", "rtcp-fb", "fmtp"}
"""About one of the payload types of the section's first line."""
FLAGS = ("rtcp-mux", "rtcp-rsize")
BUNDLED = "bundle-only"
"""Beside port 0: the section is not refused, it goes by the port of the first. Firefox offers so."""


@dataclass
class Section:
    """One medium, or with ``kind`` empty what stands before the first."""

    kind: str = ""
    refused: bool = False
    payloads: tuple[str, ...] = ()
    single: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    def take(self, line: str) -> None:
        name, colon, value = line.removeprefix("a=").partition(":")
        if not colon and name in (*FLAGS, *DIRECTIONS):
            self.flags.add(name)
        elif not colon and name == BUNDLED:
            self.refused = False
        elif (shape := (WAY | SINGLE).get(name)) and re.fullmatch(shape, value):
            if self.single.setdefault(name, value) != value:
                raise _refuse()
        elif name in MANY and re.fullmatch(MANY[name][0], value):
            self._take_one_of_many(name, value)

    def _take_one_of_many(self, name: str, value: str) -> None:
        if name in PAYLOAD and value.split(maxsplit=1)[0] not in (*self.payloads, "*"):
            return
        kept = self.many.setdefault(name, [])
        if value not in kept:
            kept.append(value)
        if len(kept) > MANY[name][1]:
            raise _refuse()

    def written(self, way: dict[str, str]) -> Iterator[str]:
        yield f"m={self.kind} {0 if self.refused else 9} UDP/TLS/RTP/SAVPF {' '.join(self.payloads)}"
        yield "c=IN IP4 0.0.0.0"
        if self.refused:
            yield from (f"a=mid:{self.single['mid']}", "a=inactive")
            return
        for name in WAY:
            value = self.single.get(name) or way[name]
            yield f"a={name}:{'active' if value == 'actpass' else value}"
        yield f"a=mid:{self.single['mid']}"
        yield from (f"a=extmap:{value}" for value in self.many.get("extmap", ()))
        yield f"a={next((each for each in DIRECTIONS if each in self.flags), DIRECTIONS[0])}"
        yield from (f"a={name}" for name in FLAGS if name in self.flags)
        if msid := self.single.get("msid"):
            yield f"a=msid:{msid}"
        for name in ("rtpmap", "rtcp-fb", "fmtp", "rid"):
            yield from (f"a={name}:{value}" for value in self.many.get(name, ()))
        if self.many.get("rid") and (simulcast := self.single.get("simulcast")):
            yield f"a=simulcast:{simulcast}"
        for name in ("ssrc-group", "ssrc"):
            yield from (f"a={name}:{value}" for value in self.many.get(name, ()))


def for_janus(sdp: object) -> str:
    """``sdp`` as Janus may have it. ``UserError`` ``signal.refused`` for what no browser of ours sends."""
    if not isinstance(sdp, str) or len(sdp) > SIZE or not sdp.startswith("v=0\r\n"):
        raise _refuse()
    lines = sdp.removesuffix("\r\n").split("\r\n")
    if len(lines) > LINES or not all(LINE.fullmatch(line) for line in lines):
        raise _refuse()
    origin = next((found[1] for line in lines[:3] if (found := ORIGIN.fullmatch(line))), None)
    before, *sections = _sections(lines)
    way = next(iter(sections), before).single | before.single
    _look_through(sections, way)
    if origin is None:
        raise _refuse()
    mids = " ".join(section.single["mid"] for section in sections if not section.refused)
    head = ["v=0", f"o=- {origin} IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    head += [line for line in ("a=extmap-allow-mixed",) if line in lines]
    head += ["a=ice-options:trickle", "a=msid-semantic: WMS *"]
    return "\r\n".join([*head, *(line for each in sections for line in each.written(way))]) + "\r\n"


def _sections(lines: Iterable[str]) -> list[Section]:
    found = [Section()]
    for line in lines:
        if line.startswith("m="):
            medium = MEDIUM.fullmatch(line)
            if medium is None:
                raise _refuse()  # a section cannot be left out: the others are counted by their place
            payloads = tuple(dict.fromkeys(medium[3].split()))
            found.append(Section(medium[1], int(medium[2]) == 0, payloads))
        elif line.startswith("a="):
            found[-1].take(line)
    return found


def _look_through(sections: list[Section], way: dict[str, str]) -> None:
    mids = [section.single.get("mid", "") for section in sections]
    if not 0 < len(sections) <= SECTIONS or "" in mids or len(set(mids)) < len(mids):
        raise _refuse()
    here = [section for section in sections if not section.refused]
    if not here or any(name not in way | section.single for section in here for name in WAY):
        raise _refuse()


def _refuse() -> UserError:
    return UserError(
        "signal.refused",
        _("This browser sent something that the service does not pass on. Reload the page."),
    )
