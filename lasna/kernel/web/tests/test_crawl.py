"""Every address of the service, opened by a stranger and by staff: headers everywhere, no crash. # N44"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from lasna.people.models import Organisation, Person

pytestmark = pytest.mark.django_db
FILLED = {"int": ("7", "9" * 30), "str": ("x", "%00", "１２３", "a" * 10_000), "slug": ("x",), "uuid": ()}


def routes(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, dict[str, str]]]:
    for pattern in patterns:
        assert isinstance(pattern.pattern, RoutePattern)
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, {name: type(kind).__name__ for name, kind in pattern.pattern.converters.items()}


def addresses() -> list[str]:
    found: list[str] = []
    for route, converters in routes(get_resolver("lasna.config.urls").url_patterns):
        kind = next(iter(converters.values()), "").removesuffix("Converter").lower()
        parts = route.split("<")
        for value in FILLED.get(kind, ("",)):
            filled = parts[0] + "".join(value + part.split(">", 1)[1] for part in parts[1:])
            found.append("/" + filled)
    return found


@pytest.fixture(params=["stranger", "staff"])
def browser(request: pytest.FixtureRequest) -> Client:
    browser = Client(raise_request_exception=True)
    if request.param == "staff":
        organisation = Organisation.objects.create(name="Työllisyysalue")
        browser.force_login(
            Person.objects.create_person(email="meri@example.org", name="Meri", organisation=organisation)
        )
    return browser


def test_every_address_answers_in_words_with_its_headers(browser: Client) -> None:  # N44
    opened = addresses()
    assert len(opened) > 20
    for address in opened:
        for answer in (browser.get(address), browser.post(address)):
            at = f"{answer.request['REQUEST_METHOD']} {address[:80]}: {answer.status_code}"
            assert answer.status_code < 500, at
            assert "default-src 'none'" in answer["Content-Security-Policy"], at
            assert answer["X-Content-Type-Options"] == "nosniff", at
            assert "no-store" in answer["Cache-Control"], at
            if answer.status_code >= 400 and not answer.has_header("HX-Redirect"):
                assert b"<h1>" in answer.content or b"<form" in answer.content, at


def test_a_stranger_is_shown_no_page_of_staff() -> None:  # N44
    stranger = Client()
    for address in addresses():
        answer = stranger.get(address)
        if answer.status_code == 200:
            assert b'class="staff"' not in answer.content, address[:80]
