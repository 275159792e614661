"""Ways of signing in side by side: what one opens or ends, another does not undo. # N44"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from lasna.errors import UserError
from lasna.kernel import oidc
from lasna.kernel.keys import sealed
from lasna.people import services
from lasna.people.forms import OwnSettings
from lasna.people.models import (
    BrowserSession,
    Issuer,
    IssuerSession,
    Organisation,
    Person,
    PersonLink,
    RoleRule,
    SecondFactor,
)
from lasna.people.services import single_sign_on
from lasna.people.services.single_sign_on import IssuerWish
from lasna.people.services.single_sign_on.changing import PLAIN
from lasna.people.tests import browsing
from lasna.people.tests.sso_scene import PASSWORD, is_in, leave, organisation_at, person_at, sign_in
from lasna.tests.forger import Forger

pytestmark = pytest.mark.django_db
FRESH = "punainen mökki rannalla"


@pytest.fixture
def forger() -> Iterator[Forger]:
    oidc.forget()
    made = Forger()
    yield made
    made.stop()


@pytest.fixture
def issuer(forger: Forger) -> Issuer:
    return organisation_at(forger.url)


@pytest.fixture
def meri(issuer: Issuer) -> Person:
    return person_at(issuer)


def by_password(**meta: str) -> Browser:
    browser = Browser(**meta)  # type: ignore[arg-type]
    assert browser.post("/sign-in", {"login": "meri@example.org", "password": PASSWORD}).status_code == 302
    return browser


def link_to(person: Person) -> str:
    with transaction.atomic():
        return f"/sign-in/invitation/{services.token_of(services.invite(person))}"


def change_password(browser: Browser, old: str = PASSWORD) -> int:
    told = {"old_password": old, "new_password1": FRESH, "new_password2": FRESH}
    return browser.post("/settings/password", told).status_code


def test_the_issuer_opens_the_lock_and_asks_who_is_there(issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    sign_in(browser, issuer)
    browser.cookies.pop("lasna_departure")  # it lasts a quarter of an hour, the session half a day
    browser.post("/lock/now")
    asked = leave(browser, issuer, "/settings")
    assert asked["prompt"] == "login"
    back = browser.get(
        f"/sign-in/organisation/{issuer.key}/back?state={asked['state']}&code={asked['nonce']}"
    )
    assert back["Location"] == "/settings"
    assert is_in(browser)
    assert "prompt" not in leave(Browser(), issuer)


def test_another_person_in_the_same_browser_can_be_signed_out_by_the_issuer(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    shared = Browser()
    sign_in(shared, issuer)
    for email in ("kati@example.org", "liisa@example.org"):
        person_at(issuer, email)
        forger.claims = forger.told = {"sub": email, "email": email}
        assert sign_in(shared, issuer).status_code == 302
        assert is_in(shared)
        opened = IssuerSession.objects.get(session_key=shared.session.session_key)
        assert opened.identity.person.email == email


def test_a_new_password_takes_the_issuers_hold_of_the_session_along(issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    sign_in(browser, issuer)
    assert change_password(browser) == 302 and is_in(browser)
    assert IssuerSession.objects.get().session_key == browser.session.session_key


def test_who_came_by_the_issuer_needs_no_invitation_any_more(issuer: Issuer, meri: Person) -> None:
    meri.set_unusable_password()
    meri.save()
    link = link_to(meri)
    assert Browser().get(link).status_code == 200
    sign_in(Browser(), issuer)
    assert Browser().get(link).status_code == 404
    told = {"new_password1": FRESH, "new_password2": FRESH}
    assert Browser().post(link, told).status_code == 404


def test_who_accepts_an_invitation_came_by_password_to_a_place_that_is_known(issuer: Issuer) -> None:
    Organisation.objects.update(second_factor=SecondFactor.REQUIRED)
    new = Person.objects.create_person(
        email="uusi@example.org", name="Uusi", organisation=issuer.organisation
    )
    browser = Browser()
    answer = browser.post(link_to(new), {"new_password1": FRESH, "new_password2": FRESH})
    assert answer.status_code == 302
    assert browser.get("/clients")["Location"] == "/settings/sign-in"
    assert BrowserSession.objects.get().way == "password"
    for number in range(services.TRIES_FROM_STRANGERS):
        services.try_sign_in(email=new.email, address=f"192.0.2.{number}")
    browser.post("/sign-out")
    assert browsing.sign_in(browser, new.email, FRESH) == "/"


def test_the_first_factor_signs_out_where_a_password_alone_was_enough(meri: Person) -> None:
    """Else whoever had only the password got in as soon as its owner had a factor."""
    Organisation.objects.update(second_factor=SecondFactor.REQUIRED)
    elsewhere, here, at_issuer = by_password(), by_password(), by_password()
    session = at_issuer.session
    session["signed_in_by"] = "oidc"
    session.save()
    secret = services.new_secret()
    session = here.session
    session["new_app"] = sealed(secret)
    session.save()
    assert here.post("/settings/sign-in/app", {"code": browsing.code_of(secret)}).status_code == 302
    assert here.get("/clients").status_code == 200
    assert at_issuer.get("/clients").status_code == 200
    assert elsewhere.get("/clients")["Location"].startswith("/sign-in")


def test_guessing_elsewhere_keeps_nobody_from_opening_their_lock(meri: Person) -> None:
    browser = Browser()
    browser.force_login(meri)
    browser.post("/lock/now")
    for number in range(services.TRIES_FROM_STRANGERS):
        services.try_sign_in(email=meri.email, address=f"192.0.2.{number}")
    with pytest.raises(UserError):
        services.try_sign_in(email=meri.email, address="192.0.2.99")
    assert browser.post("/lock", {"password": PASSWORD}).status_code == 302


def test_guessing_the_old_password_has_an_end(meri: Person) -> None:
    browser = by_password()
    for _ in range(services.TRIES_PER_PERSON):
        assert change_password(browser, "wrong") == 400
    assert change_password(browser) == 400
    assert change_password(by_password(REMOTE_ADDR="192.0.2.9")) == 302


def test_a_change_on_its_way_does_not_give_ended_access_back(meri: Person) -> None:
    told = {"name": "Meri Aalto", "phone": "", "language": "fi"}
    form = OwnSettings(told, instance=Person.objects.get(pk=meri.pk))
    assert form.is_valid()
    Person.objects.filter(pk=meri.pk).update(is_active=False, role="support")
    form.save()
    meri.refresh_from_db()
    assert (meri.name, meri.is_active, meri.role) == ("Meri Aalto", False, "support")


def test_who_has_never_been_here_does_not_count_as_another_administrator(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    Issuer.objects.update(role_claim="groups")
    RoleRule.objects.create(issuer=issuer, value="x", role="support")
    Person.objects.update(role="administrator")
    link_to(person_at(issuer, "uusi@example.org", "administrator"))
    forger.claims = {"groups": ["x"]}
    sign_in(Browser(), issuer)
    meri.refresh_from_db()
    assert meri.role == "administrator"
    Person.objects.update(last_login=timezone.now())
    sign_in(Browser(), issuer)
    meri.refresh_from_db()
    assert meri.role == "support"


def test_screens_are_asked_anew_when_the_issuer_gives_another_role_or_office(
    forger: Forger, issuer: Issuer, meri: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("lasna.people.services.single_sign_on.standing.ask_anew", asked.append)
    sign_in(Browser(), issuer)
    assert asked == []
    Issuer.objects.update(role_claim="groups", default_role="support")
    sign_in(Browser(), issuer)
    assert asked == [f"person:{meri.pk}"]


def test_a_passkey_does_not_open_the_lock_where_the_issuer_is_the_only_way(
    issuer: Issuer, meri: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "allauth.mfa.webauthn.forms.AuthenticateWebAuthnForm.clean_credential", lambda self: object()
    )
    browser = by_password()
    browser.post("/lock/now")
    Issuer.objects.update(only_way=True)
    assert browser.post("/lock", {"credential": '{"id": 1}'}).status_code == 400
    Issuer.objects.update(only_way=False)
    assert browser.post("/lock", {"credential": '{"id": 1}'}).status_code == 302


def asked_for(person: Person) -> bool:
    PersonLink.objects.all().delete()
    services.ask_password(email=person.email, address="192.0.2.1")
    services.look_up_asked()
    return PersonLink.objects.filter(person=person).exists()


def test_a_letter_with_a_new_password_goes_where_a_password_is_a_way_in(issuer: Issuer, meri: Person) -> None:
    assert asked_for(meri)
    Issuer.objects.update(only_way=True)
    assert not asked_for(meri)


def test_who_never_had_a_password_gets_one_once_the_issuer_is_off(issuer: Issuer, meri: Person) -> None:
    meri.set_unusable_password()
    meri.last_login = timezone.now()
    meri.save()
    assert not asked_for(meri)
    Issuer.objects.update(is_on=False)
    assert asked_for(meri)


def test_a_new_password_ends_the_link_of_a_forgotten_one(meri: Person) -> None:
    assert asked_for(meri)
    token = services.token_of(PersonLink.objects.get())
    assert Browser().get(f"/sign-in/new-password/{token}").status_code == 200
    assert change_password(by_password()) == 302
    assert Browser().get(f"/sign-in/new-password/{token}").status_code == 404


def test_who_came_by_the_issuer_alone_proves_no_domain(issuer: Issuer, meri: Person) -> None:
    """Its administrator says there who has which address."""
    boss = person_at(issuer, "hallinta@example.org", "administrator")
    wish = IssuerWish(
        plain={name: getattr(issuer, name) for name in PLAIN},
        secret="",
        domains=["toinen.example"],
        roles={},
        offices={},
    )
    person = person_at(issuer, "joku@toinen.example")
    person.set_unusable_password()
    person.last_login = timezone.now()
    person.save()
    with pytest.raises(UserError, match="strange_domain"):
        single_sign_on.save_issuer(wish=wish, by=boss)
    person.set_password(FRESH)
    person.save()
    single_sign_on.save_issuer(wish=wish, by=boss)


def test_guessing_at_codes_keeps_nobody_out_where_they_usually_sign_in(meri: Person) -> None:
    secret = browsing.with_app(meri)
    by_password()
    services.remember_place("127.0.0.1")
    for number in range(services.CODES_PER_PERSON):
        with pytest.raises(UserError):
            services.check_code(person=meri, code="000000", address=f"192.0.2.{number}")
    with pytest.raises(UserError, match="too_many"):
        services.check_code(person=meri, code=browsing.code_of(secret), address="198.51.100.1")
    assert services.check_code(person=meri, code=browsing.code_of(secret), address="127.0.0.1")
