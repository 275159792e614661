"""A meeting goes on while links, passwords, codes, sockets are guessed at from a hundred addresses. # N44"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import urlencode, urlparse

import pytest

from lasna.room.tests.visitors import Encounter, encounter, let_in
from lasna.tests.service import Service

pytestmark = [pytest.mark.process, pytest.mark.slow]
GUESSES, ADDRESSES = 200, 100
ONE_PLACE = "203.0.113.9"
CSRF = "c" * 32


def asked(
    service: Service,
    path: str,
    *,
    address: str = ONE_PLACE,
    cookies: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """One request that comes from ``address``, as the trusted proxy says; with ``fields`` a form is sent."""
    one = HTTPConnection("127.0.0.1", service.port, timeout=60)
    jar = {"csrftoken": CSRF} | dict(cookies or {})
    headers = {
        "Host": f"localhost:{service.port}",
        "X-Forwarded-For": address,
        "Origin": service.base_url,
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
    }
    body = urlencode(dict(fields) | {"csrfmiddlewaretoken": CSRF}) if fields else None
    try:
        one.request("POST" if fields else "GET", path, body, headers)
        answer = one.getresponse()
        return answer.status, answer.read().decode()
    finally:
        one.close()


def guess(met: Encounter, number: int) -> tuple[int, int, int, int]:
    """Two links, a password and a code, all wrong."""
    service, address = met.service, f"2001:db8:{number % ADDRESSES:x}::1"
    link, door = f"/m/{number:043d}", urlparse(met.link).path
    wrong = {"login": "demo@example.invalid", "password": "wrong"}
    return (
        asked(service, link)[0],
        asked(service, link, address=address)[0],
        asked(service, "/sign-in", address=address, fields=wrong)[0],
        asked(service, f"{door}/enter", address=address, fields={"code": "000000"})[0],
    )


async def strangers(met: Encounter) -> None:
    """Sockets of browsers that hold nothing valid."""
    bad = {"sessionid": "x" * 32, f"lasna_seat_{met.participant_id}": "x"}
    stranger = replace(met, host_cookies=bad, guest_cookies=bad)
    for screen in (stranger.host, stranger.guest):
        async with screen() as one:
            await one.hear("farewell", code="not_here")


async def comes_back(met: Encounter) -> None:
    """Both sides reload their page and open their socket again, from the place that guesses most."""
    for path, cookies in (
        (urlparse(met.link).path, met.guest_cookies),
        (f"/meetings/{met.meeting_id}/room", met.host_cookies),
    ):
        status, page = await asyncio.to_thread(asked, met.service, path, cookies=cookies)
        assert status == 200 and 'id="boot"' in page
    async with met.host() as host, met.guest() as guest:
        await host.hear("welcome", standing="host")
        await guest.hear("welcome", standing="guest")


async def test_a_going_meeting_is_not_hindered_while_everything_is_guessed_at(
    start_service: Callable[..., Service],
) -> None:
    service = start_service()
    met = await asyncio.to_thread(encounter, service)
    async with met.host() as host, met.guest() as guest:
        await let_in(host, guest, met)
    with ThreadPoolExecutor(16) as pool:
        attack = [asyncio.wrap_future(pool.submit(guess, met, number)) for number in range(GUESSES)]
        while not all(each.done() for each in attack):
            await strangers(met)
            await comes_back(met)
        statuses = await asyncio.gather(*attack)
    links, links_of_many, passwords, codes = (Counter(each) for each in zip(*statuses, strict=True))
    assert links == {404: 150, 429: 50}
    assert links_of_many == {404: GUESSES}
    assert passwords == {200: GUESSES}  # the form again, with what is wrong
    assert codes == {409: GUESSES}
    await comes_back(met)
