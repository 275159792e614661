"""Whatever comes from a browser: refused here or refused by Janus, which goes on. # N44"""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lasna.errors import UserError
from lasna.room.adapters.janus import Handle, Janus, Publisher, Subscriber, Wanted, errors
from lasna.room.adapters.janus.descriptions import LINES, SECTIONS, SIZE, for_janus
from lasna.room.adapters.janus.events import MediaDown
from lasna.room.states import checked_signal
from lasna.room.tests import descriptions
from lasna.room.tests.seats import at, room_at, sit
from lasna.tests.certificate import certificate_for
from lasna.tests.media import Media

Mutate = Callable[[random.Random, str], str]
BAD = [
    "\0",
    "\n",
    "\r\n",
    "a=",
    "m=",
    "%n%s",
    "\udcff",
    "ä",
    "\u202e",
    "-1",
    "4294967296",
    "9" * 400,
    "/" * 60,
]
LINES_OF_OTHERS = [
    "a=candidate:1 1 udp 2113937151 127.0.0.1 22 typ host",
    "a=candidate:1 1 tcp 1 169.254.169.254 80 typ relay raddr 0.0.0.0 rport 0",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "m=audio 9 RTP/AVP 0",
    "a=sctp-port:5000",
    "a=ice-lite",
    "a=mid:0",
    "a=mid:" + "x" * 16,
    "a=rid:h send",
    "a=simulcast:send h;m;l;h;m;l;h;m;l",
    "a=ssrc:4294967295 cname:x",
    "a=ssrc-group:SIM 1 2 3",
    "a=rtpmap:255 opus/48000/2",
    "a=fmtp:111 " + "x=1;" * 60,
    "a=extmap:99 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=setup:holdconn",
    "a=inactive",
]


def _drop(chance: random.Random, sdp: str) -> str:
    lines = sdp.splitlines()
    return "\r\n".join(line for line in lines if chance.random() > 0.08) + "\r\n"


def _shuffle(chance: random.Random, sdp: str) -> str:
    lines = sdp.splitlines()
    return "\r\n".join(lines[:1] + chance.sample(lines[1:], len(lines) - 1)) + "\r\n"


def _repeat(chance: random.Random, sdp: str) -> str:
    lines = sdp.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return "".join(lines[:at] + lines[at : at + 12] * chance.randrange(2, 30) + lines[at:])


def _insert(chance: random.Random, sdp: str) -> str:
    lines = sdp.splitlines()
    lines.insert(chance.randint(1, len(lines)), chance.choice(LINES_OF_OTHERS))
    return "\r\n".join(lines) + "\r\n"


def _spoil(chance: random.Random, sdp: str) -> str:
    at = chance.randrange(len(sdp))
    return sdp[:at] + chance.choice(BAD) + sdp[at + chance.randrange(3) :]


def _renumber(chance: random.Random, sdp: str) -> str:
    digits = [at for at, mark in enumerate(sdp) if mark.isdigit()]
    at = chance.choice(digits or [0])
    return sdp[:at] + chance.choice(["0", "-", "255", "65536", "99999", ""]) + sdp[at + 1 :]


def _cut(chance: random.Random, sdp: str) -> str:
    return sdp[: chance.randrange(len(sdp))]


HOW: list[Mutate] = [_drop, _shuffle, _repeat, _insert, _insert, _spoil, _renumber, _renumber, _cut]


def mutated(chance: random.Random, sdp: str) -> str:
    for _time in range(chance.choice([1, 1, 1, 2, 4])):
        sdp = chance.choice(HOW)(chance, sdp.strip() or "v=0")
    return sdp


def _checked(kind: str, sdp: str) -> str:
    """As the socket's commands check it, before it comes to Janus's own check."""
    description = {"type": kind, "sdp": sdp}
    checked = checked_signal({"kind": "description", "description": description}, relay_only=True)
    assert checked
    return str(checked["description"]["sdp"])


async def _offered(janus: Janus, room: str, sdp: str) -> None:
    async with _browser(janus) as handle:
        publisher = Publisher(handle)
        # A name of its own: Janus takes a session's people out a moment after it ended.
        await publisher.join(room, who=f"browser{handle.number}", pin=janus.pin_of(room))
        await publisher.publish(_checked("offer", sdp))


async def _answered(janus: Janus, room: str, sdp: str, *, private: int) -> None:
    async with _browser(janus) as handle:
        subscriber = Subscriber(handle)
        await subscriber.join(room, [Wanted("one")], private=private, pin=janus.pin_of(room))
        await subscriber.start(_checked("answer", sdp))


@asynccontextmanager
async def _browser(janus: Janus) -> AsyncIterator[Handle]:
    session = await janus.open(lambda _event: None)
    try:
        yield await session.attach()
    finally:
        await session.end()


async def _outcome(doing: Awaitable[None]) -> str:
    try:
        await doing
    except (UserError, errors.Refused) as refusal:
        return refusal.code
    return "taken"


@pytest.mark.process
@pytest.mark.once
@pytest.mark.slow
async def test_mutated_descriptions_harm_nobody(
    media: Media, loops: Callable[[int], int], tmp_path: Path
) -> None:
    certificate_for("browser", tmp_path)
    chance = random.Random(20)
    before = media.wait_for_child("janus")
    came: dict[str, Counter[str]] = {"offer": Counter(), "answer": Counter()}
    async with at(media) as janus, room_at(janus) as room:
        one = await sit(janus, room, "one")
        async with one.sends(tmp_path):
            listens = partial(_answered, janus, room, private=one.private)
            for _time in range(loops(10_000) // 2):
                offer = mutated(chance, descriptions.offer())
                came["offer"][await _outcome(_offered(janus, room, offer))] += 1
                answer = mutated(chance, descriptions.answer())
                came["answer"][await _outcome(listens(answer))] += 1
            for kind in came.values():
                assert set(kind) <= {"taken", "signal.refused", "media.bad_description", "media.refused"}
                assert kind["taken"] > 50 and kind["signal.refused"] > 50
            # The meeting of the others went on, and whoever comes rightly is let in.
            assert (await janus.participants(room))["one"]
            assert [event for event in one.told if isinstance(event, MediaDown)] == []
            assert await _outcome(_offered(janus, room, descriptions.offer())) == "taken"
            assert await _outcome(listens(descriptions.answer())) == "taken"
    assert media.child("janus") == before


@given(st.text(max_size=200) | st.text("va=m0 \r\n:").map("v=0\r\n{}".format) | st.none() | st.integers())
def test_what_is_no_description_goes_no_further(sdp: object) -> None:
    with pytest.raises(UserError) as refused:
        for_janus(sdp)
    assert refused.value.code == "signal.refused"


@pytest.mark.parametrize(
    "sdp",
    [
        descriptions.offer() + "a=x\r\n" * LINES,
        descriptions.offer() + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * SECTIONS,
        descriptions.offer() + "a=msid:x\r\n" * (SIZE // 10),
        descriptions.offer() + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
        descriptions.offer() + "m=audio 9 RTP/AVP 0\r\n",
        descriptions.offer() + "a=\0\r\n",
        descriptions.offer() + "a=x\n",
        descriptions.offer().replace("fingerprint", "imprint"),
        descriptions.offer().replace("v=0", "v=1"),
    ],
)
def test_a_description_that_no_browser_writes_is_refused(sdp: str) -> None:
    with pytest.raises(UserError):
        for_janus(sdp)
    for_janus(descriptions.offer())


def test_what_is_known_is_passed_on_and_nothing_else() -> None:
    offer = descriptions.offer().replace("actpass", "active")
    kept = for_janus(offer)
    left_out = set(offer.splitlines()) - set(kept.splitlines())
    assert left_out == {
        descriptions.CANDIDATE.strip(),
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=msid-semantic: WMS",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
    }
    for line in LINES_OF_OTHERS[:3]:
        assert line not in for_janus(offer.replace("a=mid:1\r\n", f"a=mid:1\r\n{line}\r\n"))
    assert for_janus(kept) == kept


@pytest.mark.parametrize(
    ("said", "passed_on"), [("actpass", "active"), ("active", "active"), ("passive", "passive")]
)
def test_who_may_begin_dtls_begins(said: str, passed_on: str) -> None:
    """Who does not chooses how packets are sealed."""
    kept = for_janus(descriptions.offer().replace("setup:actpass", f"setup:{said}"))
    assert set(re.findall("setup:(.*)\r", kept)) == {passed_on}


def test_a_section_that_a_browser_refused_stays_refused() -> None:
    answer = descriptions.answer().replace("m=video 9 ", "m=video 0 ")
    kept = for_janus(answer)
    assert kept.endswith("m=video 0 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n")
    assert "a=group:BUNDLE 0\r\n" in kept


def test_a_section_that_goes_by_the_port_of_the_first_is_not_refused() -> None:
    """As Firefox offers."""
    offer = descriptions.offer()
    bundled = offer.replace("m=video 9 ", "m=video 0 ").replace("a=mid:1\r\n", "a=bundle-only\r\na=mid:1\r\n")
    assert for_janus(bundled) == for_janus(offer)


def test_what_firefox_says_once_before_all_sections_counts_for_each() -> None:
    offer = descriptions.offer()
    [line] = {line for line in offer.splitlines(keepends=True) if line.startswith("a=fingerprint")}
    once = offer.replace(line, "").replace("t=0 0\r\n", f"t=0 0\r\n{line}")
    origin = "o=mozilla...THIS_IS_SDPARTA-99.0 4611731400430051336 2 IN IP4 0.0.0.0"
    once = re.sub("^o=.*(?=\r)", origin, once, flags=re.MULTILINE)
    assert for_janus(once) == for_janus(offer)


@given(st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(chance: random.Random) -> None:
    """Janus 1.1.2 ended itself over one in another order."""
    head, *sections = re.split("(?=m=)", descriptions.offer())
    shuffled = [head]
    for section in sections:
        first, *rest = section.splitlines(keepends=True)
        shuffled.append(first + "".join(chance.sample(rest, len(rest))))
    assert sorted(for_janus("".join(shuffled)).splitlines()) == sorted(
        for_janus(descriptions.offer()).splitlines()
    )
