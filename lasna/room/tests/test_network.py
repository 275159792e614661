"""Three at the socket of the real service: what a partner may, and that who is put to wait hears nothing."""

import asyncio
import re
import time
from itertools import count
from typing import Any

import pytest

from lasna.kernel.live.commands import COMMANDS
from lasna.policy import Standing
from lasna.room.tests.socket_client import Screen
from lasna.room.tests.test_socket import forbidden, heard_within, refused
from lasna.room.tests.visitors import Browser, Encounter, encounter, let_in
from lasna.tests.service import Service

pytestmark = pytest.mark.process
_numbers = count(1)


async def partner_of(service: Service, host: Screen) -> tuple[int, Screen]:
    """Asked to join by mail, past the code that the adviser reads aloud; not ready yet."""
    address = f"tulkki{next(_numbers)}.{time.monotonic_ns()}@example.invalid"
    wish: dict[str, Any] = {"role": "interpreter", "name": "Tuula Tulkki", "email": address}
    assert (await host.ask("partner.add", send_by="email", **wish))["type"] == "done"
    added = next(
        message["event"]
        for message in reversed(host.heard)
        if message["type"] == "event" and (message["event"] or {}).get("type") == "participant.added"
    )
    number = int(added["participant"])
    browser = Browser(service.base_url)
    link = await _link_to(browser, service, address)
    code = (await host.ask("meeting.read_code", participant=number))["result"]["code"]
    page = await asyncio.to_thread(browser.get, link)
    await asyncio.to_thread(lambda: browser.post(f"{link}/enter", page, code=code))
    return number, Screen(service.base_url, f"/live/seat/{number}", browser.cookies, "partner-screen")


async def _link_to(browser: Browser, service: Service, address: str) -> str:
    async with asyncio.timeout(30):
        while True:
            page = await asyncio.to_thread(browser.get, f"{service.base_url}/mailbox?address={address}")
            found = re.search(rf"→ {re.escape(address)}.*?/m/([\w-]{{43}})", page, re.DOTALL)
            if found:
                return f"{service.base_url}/m/{found[1]}"
            await asyncio.sleep(0.2)


async def partner_in(host: Screen, guest: Screen, partner: Screen, number: int) -> None:
    """The client agrees, the adviser lets in."""
    await partner.hear("welcome", standing="waiting")
    await partner.ask("door.step", step="ready", camera="on", microphone="on")
    early = await host.ask("meeting.admit", participant=number)
    assert (early["type"], early["code"]) == ("refused", "partner.not_agreed")
    assert (await guest.ask("consent.answer", participant=number, yes=True))["type"] == "done"
    assert (await host.ask("meeting.admit", participant=number))["type"] == "done"
    welcome = await partner.hear("welcome", standing="partner")
    assert set(welcome["snapshot"]) == {"help", "links", "meetings", "room"}
    assert welcome["snapshot"]["meetings"]["consents"] == []


async def test_the_matrix_of_standing_and_message_holds_for_a_partner(service: Service) -> None:
    met: Encounter = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await let_in(host, guest, met)
        number, screen = await partner_of(service, host)
        async with screen as partner:
            await partner_in(host, guest, partner, number)
            assert await refused(partner) == forbidden(Standing.PARTNER) | {"companion.end"}
    assert {"meeting.admit", "meeting.hold", "consent.answer", "meeting.move_to_phone"} <= forbidden(
        Standing.PARTNER
    )
    assert {"signal.send", "seat.devices"} <= set(COMMANDS) - forbidden(Standing.PARTNER)


async def test_who_is_put_to_wait_hears_nothing_within_two_seconds(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await let_in(host, guest, met)
        number, screen = await partner_of(service, host)
        async with screen as partner:
            await partner_in(host, guest, partner, number)
            await guest.ask("seat.devices", camera=True, microphone=True)
            await partner.hear_event("seat.devices_told")
            began = time.monotonic()
            assert (await host.ask("meeting.hold", participant=number))["type"] == "done"
            welcome = await partner.hear("welcome", standing="waiting")
            assert time.monotonic() - began < 2
            assert set(welcome["snapshot"]) == {"door", "help"}
            for camera in (False, True, False):
                await guest.ask("seat.devices", camera=camera, microphone=True)
                await host.ask("signal.send", to="partner-screen", signal={"kind": "restart"})
            answer = await partner.ask("signal.send", to="host-screen", signal={"kind": "restart"})
            assert (answer["type"], answer["code"]) == ("refused", "not_here")
            for message in await heard_within(partner, 3):
                assert message["type"] == "heartbeat", message
                assert set(message["rooms"]) <= {str(room) for room in welcome["rooms"]}
            # The client's word, taken back once they are in again, does the same.
            assert (await host.ask("meeting.admit", participant=number))["type"] == "done"
            await partner.hear("welcome", standing="partner")
            began = time.monotonic()
            assert (await guest.ask("consent.answer", participant=number, yes=False))["type"] == "done"
            welcome = await partner.hear("welcome", standing="waiting")
            assert time.monotonic() - began < 2
            assert welcome["snapshot"]["door"]["declined"] is True


async def test_who_is_removed_is_shown_out_and_does_not_come_back(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await let_in(host, guest, met)
        number, screen = await partner_of(service, host)
        async with screen as partner:
            await partner_in(host, guest, partner, number)
            assert (await host.ask("meeting.remove", participant=number))["type"] == "done"
            assert (await partner.hear("farewell"))["code"] == "not_here"
            assert "door.removed" in [(each.get("event") or {}).get("type") for each in partner.heard]
        again = Screen(service.base_url, f"/live/seat/{number}", screen.cookies, "partner-again")
        async with again as stranger:
            assert (await stranger.hear("farewell"))["again"] is False
