"""Browsers without a screen: sign in, pass the door, keep the cookies."""

import json
import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import BaseHandler, HTTPCookieProcessor, Request, build_opener

from lasna.room.tests.socket_client import Screen
from lasna.tests.service import Service


class Browser:
    """``way``: how it gets there, where that is not by itself."""

    def __init__(self, base_url: str, *way: BaseHandler) -> None:
        self.base_url = base_url
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), *way)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def get(self, address: str) -> str:
        with self.opener.open(address, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, address: str, page: str, **fields: str) -> str:
        """Send the form of ``page`` to ``address``."""
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)
        data = urlencode(fields | {"csrfmiddlewaretoken": token[1] if token else ""}).encode()
        request = Request(address, data, {"Origin": self.base_url, "Referer": address})
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


@dataclass
class Encounter:
    """A demo meeting that begins now, the adviser signed in, the client past the code."""

    service: Service
    meeting_id: int
    participant_id: int
    host_cookies: dict[str, str]
    guest_cookies: dict[str, str]

    def host(self, screen: str = "host-screen") -> Screen:
        return Screen(self.service.base_url, f"/live/meeting/{self.meeting_id}", self.host_cookies, screen)

    def guest(self, screen: str = "guest-screen") -> Screen:
        return Screen(self.service.base_url, f"/live/seat/{self.participant_id}", self.guest_cookies, screen)


def encounter(service: Service) -> Encounter:
    made = json.loads(service.command("demo", "meeting", "--json", "--port", str(service.port)))
    adviser, client = Browser(service.base_url), Browser(service.base_url)
    adviser.get(made["adviser_url"])
    door = client.get(made["client_url"])
    client.post(f"{made['client_url']}/enter", door, code=made["code"])
    seat = next(name for name in client.cookies if name.startswith("lasna_seat_"))
    return Encounter(
        service, made["meeting_id"], int(seat.rsplit("_", 1)[1]), adviser.cookies, client.cookies
    )


async def let_in(host: Screen, guest: Screen, met: Encounter) -> None:
    """The guest waits and is let in; both have heard of it."""
    await host.hear("welcome")
    await guest.hear("welcome", standing="waiting")
    await guest.ask("door.step", step="ready", camera="on", microphone="on")
    await host.hear_event("participant.waiting")
    assert (await host.ask("meeting.admit", participant=met.participant_id))["type"] == "done"
    await guest.hear("welcome", standing="guest")
