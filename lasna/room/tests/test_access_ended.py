"""Access that is ended: the person's screens are shut in every process, and the client stays. # N44"""

import asyncio
import re
from collections.abc import Callable

import pytest

from lasna.room.tests.socket_client import Screen
from lasna.room.tests.visitors import Browser, Encounter, encounter, let_in
from lasna.tests.service import Service
from lasna.tests.stack import Stack

pytestmark = pytest.mark.process


def administrator(service: Service) -> Browser:
    """Signed in as the demo's, by the password that the service printed."""
    password = re.search(r"password (\S+)", service.said())
    assert password
    browser = Browser(service.base_url)
    page = browser.get(f"{service.base_url}/sign-in")
    told = {"login": "hallinta@demo.invalid", "password": password[1]}
    browser.post(f"{service.base_url}/sign-in", page, **told)
    return browser


def id_of_host(met: Encounter) -> int:
    """Whose meeting it is, as their own pages say."""
    browser = Browser(met.service.base_url)
    browser.opener.addheaders = [("Cookie", "; ".join(f"{k}={v}" for k, v in met.host_cookies.items()))]
    desk = re.search(r"/live/desk/(\d+)", browser.get(f"{met.service.base_url}/"))
    assert desk
    return int(desk[1])


def elsewhere(one: Service, start: Callable[..., Service], stack: Stack | None) -> Service:
    """Another web process beside it; embedded there is only one."""
    if stack is None:
        return one
    keys = {
        f"LASNA_{name.upper()}_KEY": (one.data / "keys" / name).read_text()
        for name in ("secret", "link", "field")
    }
    return start(LASNA_DATABASE_URL=one.environment["LASNA_DATABASE_URL"], **keys)


async def test_ended_access_shuts_desk_and_room_at_once_and_the_client_stays(
    start_service: Callable[..., Service], stack: Stack | None
) -> None:
    one = start_service()
    other = elsewhere(one, start_service, stack)
    met = encounter(one)
    there = Encounter(other, met.meeting_id, met.participant_id, met.host_cookies, met.guest_cookies)
    chief, host_id = administrator(one), id_of_host(met)
    page = f"{one.base_url}/administration/staff/{host_id}"
    desk = Screen(one.base_url, f"/live/desk/{host_id}", met.host_cookies, "desk-screen")
    async with there.host() as host, desk, met.guest() as guest:
        await desk.hear("welcome")
        await let_in(host, guest, met)
        form = chief.get(page)
        await asyncio.to_thread(chief.post, f"{page}/end", form)
        for screen in (desk, host):
            assert (await screen.hear("farewell"))["code"] == "not_here"
        await guest.hear_event("participant.away")
        assert (await guest.ask("seat.devices", camera=True, microphone=True))["type"] == "done"
    async with there.host("another-screen") as again:
        assert (await again.hear("farewell"))["code"] == "not_here"
