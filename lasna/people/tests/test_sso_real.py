"""The whole way through two real OpenID Connect providers, each a process of its own. # N44"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from lasna.kernel import oidc
from lasna.kernel.keys import sealed
from lasna.people.models import Issuer, IssuerDomain, Organisation, Person, RoleRule
from lasna.people.services import single_sign_on
from lasna.people.tests.sso_scene import is_in
from lasna.tests.issuer import Account, RealIssuer, Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.process]
KEYS = {"north": "a" * 16, "south": "b" * 16}


def _started(folder: Path, name: str) -> RealIssuer:
    begin = f"http://localhost:8000/sign-in/organisation/{KEYS[name]}/back"
    return RealIssuer(
        folder / name,
        redirect_uris=[begin, "http://localhost:8000/sign-in/organisation/left"],
        accounts=[
            Account("meri", "meri@north.example", claims={"groups": ["leads"]}),
            Account("unverified", f"unverified@{name}.example", verified=False),
            Account("sanna", "sanna@south.example"),
        ],
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RealIssuer]]:
    folder = tmp_path_factory.mktemp("issuers")
    started = {name: _started(folder, name) for name in KEYS}
    yield started
    for each in started.values():
        each.stop()


@pytest.fixture
def issuers(real: dict[str, RealIssuer], settings: Settings) -> dict[str, Issuer]:
    """Both organisations; Meri works in the north, Sanna in the south."""
    oidc.forget()
    settings.LASNA_URL = "http://localhost:8000"
    made = {}
    for name, provider in real.items():
        organisation = Organisation.objects.create(name=name, slug=name)
        issuer = Issuer.objects.create(
            organisation=organisation,
            key=KEYS[name],
            url=provider.url,
            client_id=provider.described.client_id,
            secret_box=sealed(provider.described.client_secret),
            role_claim="groups",
            is_on=True,
        )
        IssuerDomain.objects.create(issuer=issuer, domain=f"{name}.example")
        RoleRule.objects.create(issuer=issuer, value="leads", role="lead")
        made[name] = issuer
    for name, email in (("north", "meri@north.example"), ("south", "sanna@south.example")):
        Person.objects.create_person(email=email, name="Demo", organisation=made[name].organisation)
    return made


def walk(browser: Browser, issuer: Issuer, visitor: Visitor, username: str, next: str = "") -> str:
    """Press the button, sign in at the provider, come back. The address to come back to."""
    there = browser.get(f"/sign-in/organisation/{issuer.key}", {"next": next} if next else {})
    return visitor.sign_in(there["Location"], username)


def test_a_person_signs_in_and_out_at_both(issuers: dict[str, Issuer]) -> None:
    browser, visitor = Browser(), Visitor()
    back = walk(browser, issuers["north"], visitor, "meri", "/settings")
    answer = browser.get(back)
    assert (answer.status_code, answer["Location"]) == (302, "/settings"), answer.content.decode()
    assert is_in(browser)
    meri = Person.objects.get(email="meri@north.example")
    assert meri.role == "lead"
    browser.post("/sign-out")
    page = browser.get("/sign-in/organisation/left").content.decode()
    leave = page.partition('http-equiv="refresh" content="0; url=')[2].partition('"')[0].replace("&amp;", "&")
    _where, asks = visitor.ask(leave)
    assert "form" in asks  # the provider asks whether to sign out there too
    hidden = dict(parse_qsl(urlsplit(leave).query))
    token = asks.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    left, _page = visitor.ask(leave, hidden | {"csrfmiddlewaretoken": token, "action": "logout"})
    assert left == "http://localhost:8000/sign-in/organisation/left"
    there = Browser().get(f"/sign-in/organisation/{issuers['north'].key}")["Location"]
    assert "prompt" not in there
    login, _page = visitor.ask(there)
    assert "/accounts/login/" in login  # nobody is signed in there any more


def test_a_token_of_one_never_opens_the_other(issuers: dict[str, Issuer]) -> None:
    north, south = issuers["north"], issuers["south"]
    # Meri has an account at the south's provider too, with her address of the north, and the same number.
    browser = Browser()
    refused = browser.get(walk(browser, south, Visitor(), "meri"))
    assert refused["Lasna-Code"] == "single_sign_on.not_known" and not is_in(browser)
    Issuer.objects.filter(pk=south.pk).update(adds_people=True)
    refused = browser.get(walk(browser, south, Visitor(), "meri"))
    assert refused["Lasna-Code"] == "single_sign_on.not_known" and not is_in(browser)
    # The south's code at the north's address, in the browser that left for either.
    crossed = walk(browser, south, Visitor(), "sanna").replace(south.key, north.key)
    assert browser.get(crossed)["Lasna-Code"] == "single_sign_on.stale" and not is_in(browser)
    # With a state of the north, the north's provider does not know the code.
    brought = dict(parse_qsl(urlsplit(walk(browser, south, Visitor(), "sanna")).query))
    there = browser.get(f"/sign-in/organisation/{north.key}")["Location"]
    state = dict(parse_qsl(urlsplit(there).query))["state"]
    mixed = browser.get(f"/sign-in/organisation/{north.key}/back", brought | {"state": state})
    assert mixed["Lasna-Code"] == "single_sign_on.token.code_refused" and not is_in(browser)
    for name, username in (("north", "meri"), ("south", "sanna")):
        good = Browser()
        assert good.get(walk(good, issuers[name], Visitor(), username)).status_code == 302
        assert is_in(good)
    assert set(Person.objects.values_list("email", "organisation__name")) == {
        ("meri@north.example", "north"),
        ("sanna@south.example", "south"),
    }


def test_the_south_with_the_norths_issuer_is_still_the_south(issuers: dict[str, Issuer]) -> None:
    """An administrator types another organisation's issuer, client and all."""
    north, south = issuers["north"], issuers["south"]
    good = Browser()
    assert good.get(walk(good, north, Visitor(), "meri")).status_code == 302
    provider = oidc.discover(north.url)
    Issuer.objects.filter(pk=south.pk).update(url=north.url, adds_people=True)
    browser = Browser()
    there = browser.get(f"/sign-in/organisation/{south.key}")["Location"]
    assert there.startswith(provider.authorization_endpoint)
    # The provider sends people back to addresses that it knows, and to no other.
    with pytest.raises(AssertionError, match="redirect"):
        Visitor().sign_in(there, "meri")


def test_a_replayed_answer_and_a_stolen_code_are_refused(issuers: dict[str, Issuer]) -> None:
    north = issuers["north"]
    browser, thief = Browser(), Browser()
    back = walk(browser, north, Visitor(), "meri")
    assert thief.get(back)["Lasna-Code"] == "single_sign_on.stale"
    # The thief's own state, the victim's code: the provider asks for the victim's half of PKCE.
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    there = thief.get(f"/sign-in/organisation/{north.key}")["Location"]
    state = dict(parse_qsl(urlsplit(there).query))["state"]
    stolen = thief.get(f"/sign-in/organisation/{north.key}/back", {"state": state, "code": code})
    assert stolen["Lasna-Code"] == "single_sign_on.token.code_refused" and not is_in(thief)
    fresh = walk(browser, north, Visitor(), "meri")
    assert browser.get(fresh).status_code == 302
    assert browser.get(fresh)["Lasna-Code"] == "single_sign_on.stale"


def test_an_address_that_nobody_confirmed_finds_nobody(issuers: dict[str, Issuer]) -> None:
    north = issuers["north"]
    Person.objects.create_person(
        email="unverified@north.example", name="Demo", organisation=north.organisation
    )
    browser = Browser()
    refused = browser.get(walk(browser, north, Visitor(), "unverified"))
    assert refused["Lasna-Code"] == "single_sign_on.no_email" and not is_in(browser)


def test_a_wrong_secret_is_told_to_who_can_mend_it(issuers: dict[str, Issuer]) -> None:
    north = issuers["north"]
    Issuer.objects.filter(pk=north.pk).update(secret_box=sealed("wrong"))
    browser = Browser()
    refused = browser.get(walk(browser, north, Visitor(), "meri"))
    assert refused["Lasna-Code"] == "single_sign_on.token.client_refused"
    assert "pääkäyttäjälle" in refused.content.decode()


def test_the_issuer_can_be_tried(issuers: dict[str, Issuer]) -> None:
    single_sign_on.look_at(issuers["north"].url)
