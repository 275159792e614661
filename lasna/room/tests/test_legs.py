"""Legs at a real Janus: what their screens are told, who holds them, when they end. # N16, N20, N44"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import override_settings

from lasna.kernel.live import hub as hubs
from lasna.kernel.live.threads import in_thread
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant
from lasna.room import services
from lasna.room.adapters.janus import Janus, Subscriber
from lasna.room.adapters.legs import holding, leg, legs
from lasna.room.commands.seat import leave
from lasna.room.models import Gathering, Leg
from lasna.room.tests import descriptions
from lasna.room.tests.screens import Screen, gather, people, until
from lasna.room.tests.seats import PATIENCE
from lasna.room.tests.test_janus_bad_input import mutated
from lasna.tests.certificate import certificate_for
from lasna.tests.media import Media

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificate")
    certificate_for("browser", made)
    return made


@pytest.fixture(autouse=True)
def _janus(media: Media) -> Iterator[None]:
    with override_settings(LASNA_JANUS_URLS=(media.url,), LASNA_JANUS_SECRET=media.secret):
        yield


async def test_each_is_offered_what_the_others_send(folder: Path) -> None:
    _made, (host, guest, _third) = await gather(folder)
    async with host.sends(1), guest.sends(2):
        offer = await host.told("offer", 1)
        assert {stream["participant"] for stream in offer["streams"]} == {guest.visit.participant_id}
        assert [stream["sent"] for stream in offer["streams"]] == ["microphone", "camera"]
        guest_offer = await guest.told("offer", 2)
        assert {stream["feed"] for stream in guest_offer["streams"]} == {f"{host.visit.participant_id}-1"}


async def test_what_no_browser_writes_is_told_gone_and_leaves_nothing(media: Media, folder: Path) -> None:
    _made, (host, *_others) = await gather(folder)
    host.join(1, "v=0\r\n")
    await host.told("gone", 1)
    await until(lambda: legs().of(host.visit, 1) is None)
    assert not await in_thread(Leg.objects.exists)
    with suppress(Exception):  # the room went with its only one
        assert await people(media, host.visit) == {}


async def test_the_leg_before_ends_once_the_mended_one_is_up(folder: Path) -> None:
    _made, (host, guest, _third) = await gather(folder)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(guest.sends(1))
        await stack.enter_async_context(host.sends(2))
        await stack.enter_async_context(host.sends(3))
        await until(lambda: legs().of(host.visit, 2) is None)
        feed = f"{host.visit.participant_id}-3"
        while True:
            streams = (await guest.told("offer", 1))["streams"]
            if {stream["feed"] for stream in streams} == {feed}:
                break
            legs().of(guest.visit, 1).do(_answered(guest, 1))  # type: ignore[union-attr]


def _answered(screen: Screen, number: int) -> Callable[[], Any]:
    """The screen's answer to whatever is offered."""
    mine = legs().of(screen.visit, number)
    assert mine is not None

    async def answer() -> None:
        await mine.answer(mine._turn, descriptions.answer())

    return answer


async def test_another_process_claims_a_leg_and_the_first_lets_go(
    media: Media, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, (host, guest, _third) = await gather(folder)
    async with host.sends(1):
        first = legs().of(host.visit, 1)
        assert first is not None
        second = holding.Legs(asyncio.get_running_loop())  # as a process has them that comes after
        monkeypatch.setattr(holding, "HOLDER", "another")
        second.keep(host.visit, 1, [])
        await until(lambda: second.of(host.visit, 1) is not None)
        claimed = second.of(host.visit, 1)
        assert claimed is not None
        await until(lambda: claimed.up)
        first.end()
        await until(lambda: legs().of(host.visit, 1) is None)
        assert (await people(media, host.visit))[f"{host.visit.participant_id}-1"]
        # What happens now, the second hears.
        async with guest.sends(2):
            assert {each["feed"] for each in (await host.told("offer", 1))["streams"]} == {
                f"{guest.visit.participant_id}-2"
            }


async def test_an_offer_that_nobody_answered_before_the_process_died_is_no_way_to_go_on(folder: Path) -> None:
    _made, (host, guest, third) = await gather(folder)
    async with host.sends(1), guest.sends(2):
        offer = await host.told("offer", 1)
        mine = legs().of(host.visit, 1)
        assert mine is not None
        await mine.answer(offer["turn"], descriptions.answer())
        has = [f"{guest.visit.participant_id}-2"]
        async with third.sends(3):
            await host.told("offer", 1)
            second = holding.Legs(asyncio.get_running_loop())
            second.keep(host.visit, 1, has)
            await host.told("gone", 1)


async def test_pictures_come_in_the_size_that_is_wanted_and_no_order_is_given_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, (host, guest, _third) = await gather(folder)
    orders: list[tuple[str, int]] = []

    async def layer(_self: Subscriber, mid: str, *, substream: int, temporal: int) -> None:
        assert temporal == 2
        orders.append((mid, substream))

    async def receive(_self: Subscriber, mid: str, *, on: bool) -> None:
        orders.append((mid, int(on) * 10))

    monkeypatch.setattr(Subscriber, "layer", layer)
    monkeypatch.setattr(Subscriber, "receive", receive)
    async with host.sends(1), guest.sends(2):
        offer = await host.told("offer", 1)
        [camera] = [stream["mid"] for stream in offer["streams"] if stream["sent"] == "camera"]
        mine = legs().of(host.visit, 1)
        assert mine is not None
        whose = guest.visit.participant_id
        await mine.want({whose: 1, 0: 3})
        assert orders == []  # nothing is there yet
        await mine.answer(offer["turn"], descriptions.answer())
        for size in (1, 2, 0, 0, 3):
            await mine.want({whose: size})
        assert orders == [(camera, 0), (camera, 1), (camera, 0), (camera, 10), (camera, 2)]


async def test_a_leg_that_nobody_has_is_told_gone(folder: Path) -> None:
    _made, (host, *_others) = await gather(folder)
    legs().keep(host.visit, 9, [])
    await host.told("gone", 9)


@pytest.mark.parametrize("deed", ["hold", "remove", "leave"])
async def test_the_session_of_somebody_put_out_ends_whoever_holds_it(
    media: Media, folder: Path, deed: str
) -> None:
    made, (_host, _guest, third) = await gather(folder)
    async with third.sends(1):
        way = await in_thread(services.way_of, third.visit)
        place = third.visit.participant_id
        if deed == "leave":
            await in_thread(leave, third.visit, None)
        else:
            await in_thread(lambda: getattr(meetings, deed)(participant_id=place, by=made.adviser))
        async with Janus(media.url, media.secret) as janus:
            async with asyncio.timeout(2.0):
                while True:
                    if f"{place}-1" not in await janus.participants(way.name):
                        return
                    await asyncio.sleep(0.02)


async def test_while_the_database_is_away_no_leg_is_begun_and_none_is_left(
    media: Media, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, (host, guest, _third) = await gather(folder)

    def away(**_more: object) -> None:
        raise OperationalError("away")

    async with guest.sends(1):
        with monkeypatch.context() as broken:
            broken.setattr(services, "keep_leg", away)
            broken.setattr(services, "drop_leg", away)
            host.join(2, descriptions.offer())
            await host.told("gone", 2)
            await until(lambda: legs().of(host.visit, 2) is None)
        assert set(await people(media, guest.visit)) == {f"{guest.visit.participant_id}-1"}


async def test_a_leg_whose_screen_does_not_come_back_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leg, "LOOK_EVERY", 0.05)
    _made, (host, *_others) = await gather(folder)
    async with host.sends(1):
        monkeypatch.setattr(leg, "KEPT", 0.2)
        await asyncio.sleep(0.4)
        assert legs().of(host.visit, 1) is not None  # its socket is there
        hubs.current().leave(host.socket)
        await until(lambda: legs().of(host.visit, 1) is None)


async def test_a_leg_of_a_room_that_was_left_is_told_gone(folder: Path) -> None:
    """The others parted and meet anew, which this screen slept through."""
    _made, (host, _guest, third) = await gather(folder)
    async with host.sends(1):
        legs().keep(host.visit, 1, [])
        await until(lambda: legs().of(host.visit, 1) is not None)

        def anew() -> None:
            services.leave(participant_id=third.visit.participant_id)
            services.sit(visit=third.visit)

        await in_thread(anew)
        legs().keep(host.visit, 1, [])
        await host.told("gone", 1)
        second = holding.Legs(asyncio.get_running_loop())  # and of another process the same
        second.keep(host.visit, 1, [])
        await host.told("gone", 1)


async def test_a_process_that_ends_leaves_its_legs_to_the_next(media: Media, folder: Path) -> None:
    _made, (host, *_others) = await gather(folder)
    async with host.sends(1):
        for task in tuple(legs()._tasks):
            task.cancel()
        await until(lambda: legs().of(host.visit, 1) is None)
        assert await in_thread(Leg.objects.count) == 1
        assert await people(media, host.visit) == {f"{host.visit.participant_id}-1": True}


async def test_what_no_screen_of_ours_has_breaks_no_leg(folder: Path) -> None:
    _made, (host, *_others) = await gather(folder)
    async with host.sends(1):
        way = await in_thread(services.way_of, host.visit)
        second = holding.Legs(asyncio.get_running_loop())
        second.keep(host.visit, 1, ["\u00b2-1", "-", ""])
        await until(lambda: (mine := second.of(host.visit, 1)) is not None and mine.up)
        assert await in_thread(services.way_of, host.visit) == way


async def test_a_server_that_cannot_be_reached_is_gone_without(folder: Path) -> None:
    with override_settings(LASNA_JANUS_URLS=("unix:/nowhere",)):
        _made, (host, *_others) = await gather(folder)
        host.join(1, descriptions.offer())
        await host.told("gone", 1)
        await until(lambda: legs().of(host.visit, 1) is None)
        assert await in_thread(Gathering.objects.filter(without_since__isnull=False).exists)


@pytest.mark.parametrize("busy", [False, True])
async def test_a_leg_that_never_comes_up_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    monkeypatch.setattr(leg, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(leg, "UP_WITHIN", 0.3)
    _made, (host, *_others) = await gather(folder)
    host.join(1, descriptions.offer())
    await host.told("answer", 1)

    def is_over() -> bool:
        mine = legs().of(host.visit, 1)
        if mine is not None and busy:
            mine.do(mine._nothing)
        return mine is None

    await until(is_over)


async def test_the_end_of_the_meeting_ends_all(folder: Path) -> None:
    made, (host, guest, _third) = await gather(folder)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(host.sends(1))
        await stack.enter_async_context(guest.sends(2))
        await in_thread(lambda: meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed=""))
        await host.told("gone", 1)
        await guest.told("gone", 2)
        await until(lambda: legs().of(host.visit, 1) is None and legs().of(guest.visit, 2) is None)
    assert await in_thread(Participant.objects.filter(legs__isnull=False).count) == 0


@pytest.mark.once
@pytest.mark.slow
async def test_mutated_descriptions_harm_no_meeting(
    media: Media, folder: Path, loops: Callable[[int], int]
) -> None:
    """Offers and answers by the commands of a seat, one after the other; another seat goes on sending."""
    chance = random.Random(21)
    before = media.wait_for_child("janus")
    _made, (host, guest, _third) = await gather(folder)
    said: Counter[str] = Counter()
    async with guest.sends(1):
        for number in range(2, 2 + loops(10_000)):
            host.join(number, mutated(chance, descriptions.offer()))
            if (mine := await _begun(host, number)) and (offer := mine._offered) is not None:
                mine.do(_said(mine, mutated(chance, descriptions.answer())))
                assert offer.streams
            said["answered" if mine else "gone"] += 1
            if mine is not None:
                mine.end()
            await until(lambda number=number: legs().of(host.visit, number) is None)  # type: ignore[misc]
        assert min(said["answered"], said["gone"]) > loops(10_000) // 20
        still = legs().of(guest.visit, 1)
        assert still is not None and still.up
        async with host.sends(1):
            pass
    assert media.child("janus") == before


def _said(mine: "leg.Leg", sdp: str) -> Callable[[], Any]:
    async def say() -> None:
        await mine.answer(mine._turn, sdp)

    return say


async def _begun(screen: Screen, number: int) -> "leg.Leg | None":
    """The leg, once it was answered and offered something; None: it is gone."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = json.loads(await screen.socket.next_text() or "{}")
            signal = message["signal"]
            if signal["number"] != number:
                continue
            if signal["kind"] == "gone":
                return None
            if signal["kind"] == "offer":
                return legs().of(screen.visit, number)
