"""Rooms and seats at a real Janus. # N20 N44"""

import uuid
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from lasna.room.adapters.janus import Publisher, Subscriber, Wanted, errors, rooms
from lasna.room.adapters.janus.events import MediaUp, Published, PutOut, RoomEnded, Unpublished
from lasna.room.queries import GATHERED
from lasna.room.tests import descriptions, peer
from lasna.room.tests.seats import at, room_at, sit, sitting_and_sending
from lasna.tests.certificate import certificate_for
from lasna.tests.media import Media

pytestmark = [pytest.mark.process, pytest.mark.once]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate that everybody here shows."""
    made = tmp_path_factory.mktemp("certificate")
    certificate_for("browser", made)
    return made


async def test_a_room_is_made_found_and_ended(media: Media) -> None:
    async with at(media) as janus:
        room = uuid.uuid4().hex
        assert not await janus.has_room(room)
        await janus.create_room(room)
        assert await janus.has_room(room)
        with pytest.raises(errors.RoomExists):
            await janus.create_room(room)
        seat = await sit(janus, room, "one")
        assert await janus.participants(room) == {"one": False}
        await janus.end_room(room)
        await seat.hears(RoomEnded)
        with pytest.raises(errors.NoSuchRoom):
            await janus.end_room(room)


async def test_who_sends_is_heard_of_and_received(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room:
        one, other = [await sit(janus, room, who) for who in ("one", "other")]
        async with one.sends(folder) as answer:
            assert "a=simulcast:recv h;m;l" in answer
            assert "useinbandfec=1" in answer
            [feed] = (await other.hears(Published)).feeds
            assert feed.who == "one"
            assert [(track.mid, track.kind, track.description) for track in feed.tracks] == [
                ("0", "audio", "voice"),
                ("1", "video", "camera"),
            ]
            subscriber = Subscriber(await other.session.attach())
            pin = janus.pin_of(room)
            offer = await subscriber.join(room, [Wanted("one")], private=other.private, pin=pin)
            assert [(each.who, each.feed_mid) for each in offer.streams] == [("one", "0"), ("one", "1")]
            await subscriber.start(descriptions.answer(peer.fingerprint_of(folder / "certificate.pem")))
            async with peer.connected(offer.sdp, folder, controls=False):
                await other.hears(MediaUp, lambda event: event.handle == subscriber.handle.number)
                await subscriber.layer("1", substream=0, temporal=1)
                await subscriber.receive("1", on=False)
                less = await subscriber.update(drop=[Wanted("one", "1")])
                assert less and [each.who for each in less.streams] == ["one", ""]
            await one.publisher.unpublish()
            assert not (await other.hears(Unpublished)).left
        await one.session.end()
        assert (await other.hears(Unpublished, lambda event: event.left)).who == "one"


async def test_one_connection_receives_from_all(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        _one, _two = await sitting_and_sending(stack, janus, room, folder, "one", "two")
        late = await sit(janus, room, "late")
        subscriber = Subscriber(await late.session.attach())
        wanted = [Wanted("one"), Wanted("two", "0")]
        offer = await subscriber.join(room, wanted, private=late.private, pin=janus.pin_of(room))
        assert [each.who for each in offer.streams] == ["one", "one", "two"]
        assert offer.sdp.count("m=audio") == 2 and offer.sdp.count("m=video") == 1


async def test_who_joins_is_told_who_sends_already(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        await sitting_and_sending(stack, janus, room, folder, "one")
        late = Publisher(await (await janus.open(lambda _event: None)).attach())
        joined = await late.join(room, who="late", pin=janus.pin_of(room))
        assert [feed.who for feed in joined.feeds] == ["one"]


async def test_nobody_joins_or_listens_without_what_only_we_know(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        [one] = await sitting_and_sending(stack, janus, room, folder, "one")
        session = await janus.open(lambda _event: None)
        stranger, pin = await session.attach(), janus.pin_of(room)
        for wrong in ("", janus.pin_of("another")):
            with pytest.raises(errors.NotAllowed):
                await Publisher(stranger).join(room, who="stranger", pin=wrong)
        with pytest.raises(errors.NotAllowed):
            await Subscriber(stranger).join(room, [Wanted("one")], private=one.private + 1, pin=pin)
        with pytest.raises(errors.AlreadyThere):
            await Publisher(stranger).join(room, who="one", pin=pin)
        joined = await Publisher(stranger).join(room, who="stranger", pin=pin)
        listens = Subscriber(await session.attach())
        assert (await listens.join(room, [Wanted("one")], private=joined.private, pin=pin)).streams


@pytest.mark.parametrize(
    "body",
    [
        {"request": "create", "room": "strangers"},
        {"request": "create", "room": "strangers", "admin_key": "guessed"},
        {"request": "destroy", "room": "ROOM"},
        {"request": "kick", "room": "ROOM", "id": "one"},
        {"request": "enable_recording", "room": "ROOM", "record": True},
        {"request": "rtp_forward", "room": "ROOM", "publisher_id": "one", "host": "192.0.2.9", "streams": []},
    ],
)
async def test_a_handle_without_the_keys_changes_nothing(media: Media, body: dict[str, object]) -> None:
    async with at(media) as janus, room_at(janus) as room:
        one = await sit(janus, room, "one")
        with pytest.raises(errors.NotAllowed):
            await one.publisher.handle.request(
                {**body, "room": room if body["room"] == "ROOM" else body["room"]}
            )
        assert await janus.participants(room) == {"one": False}


async def test_whoever_is_put_out_is_out_and_who_is_silenced_stays(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        other = await sit(janus, room, "other")
        [one] = await sitting_and_sending(stack, janus, room, folder, "one")
        await janus.silence(room, "one", "0", muted=True)
        assert await janus.participants(room) == {"one": True, "other": False}
        await janus.put_out(room, "one")
        await one.hears(PutOut)
        assert (await other.hears(Unpublished, lambda event: event.left)).who == "one"
        assert await janus.participants(room) == {"other": False}


async def test_twenty_send_and_there_is_room_for_one_who_mends_their_way(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        seats = [f"seat{number}" for number in range(GATHERED)]
        await sitting_and_sending(stack, janus, room, folder, *seats, "seat0-anew")
    assert rooms.PUBLISHERS >= 2 * GATHERED  # all of them at once


async def test_who_comes_to_a_full_room_is_told_so(
    media: Media, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "PUBLISHERS", 2)
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        await sitting_and_sending(stack, janus, room, folder, "one", "two")
        late = await sit(janus, room, "late")
        with pytest.raises(errors.RoomFull):
            await late.publisher.publish(descriptions.offer())


async def test_a_wrong_secret_is_refused(media: Media) -> None:
    async with at(media, secret="0" * 64) as janus:
        with pytest.raises(errors.WrongSecret):
            await janus.open(lambda _event: None)
        with pytest.raises(errors.WrongSecret):
            await janus.create_room("strangers")


async def test_no_address_of_a_browser_reaches_janus(media: Media) -> None:
    async with at(media) as janus, room_at(janus) as room:
        one = await sit(janus, room, "one")
        asked: list[object] = []
        through = one.session._asks

        async def listening(kind: str, **more: object) -> dict[str, object]:
            asked.append(more)
            return await through(kind, **more)

        one.session._asks = listening
        assert "a=candidate:1 1 udp 2113937151 192.0.2.77 " in descriptions.offer()
        await one.publisher.publish(descriptions.offer())
        assert "a=mid:0" in str(asked)
        assert "candidate" not in str(asked)
        assert "192.0.2.77" not in str(asked)
