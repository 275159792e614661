"""Who gets in by their organisation's issuer, and as what. # N44"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from lasna.kernel import oidc
from lasna.kernel.audit.models import AuditRow
from lasna.people.models import (
    Departure,
    Identity,
    Issuer,
    IssuerDomain,
    Office,
    OfficeRule,
    Person,
    RoleRule,
)
from lasna.people.tests.sso_scene import (
    PASSWORD,
    come_back,
    is_in,
    leave,
    organisation_at,
    person_at,
    sign_in,
)
from lasna.tests.forger import Forger

pytestmark = pytest.mark.django_db


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


def deeds() -> list[str]:
    return list(AuditRow.objects.order_by("pk").values_list("deed", flat=True))


def refused(browser: Browser, issuer: Issuer) -> str:
    answer = sign_in(browser, issuer)
    assert answer.status_code == 409 and not is_in(browser)
    return str(answer["Lasna-Code"]).removeprefix("single_sign_on.")


def test_a_person_signs_in_and_goes_on_to_the_page_they_wanted(issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    wanted = browser.get("/settings")["Location"]
    page = browser.get(wanted).content.decode()
    assert f'href="/sign-in/organisation/{issuer.key}?next=/settings"' in page
    assert sign_in(browser, issuer, "/settings?x=1")["Location"] == "/settings?x=1"
    assert is_in(browser)
    assert browser.session["signed_in_by"] == "oidc"
    assert deeds() == ["person.linked_to_issuer", "person.signed_in_by_oidc"]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil",
        "/\x00",
        "/a\r\nX: y",
        "/" + "a" * 2000,
    ],
)
def test_signing_in_leads_nowhere_else(issuer: Issuer, meri: Person, wanted: str) -> None:
    assert sign_in(Browser(), issuer, wanted)["Location"] == "/"


def test_who_was_refused_just_now_is_asked_anew_who_they_are(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    """Or the issuer, which remembers them, would send them back to the same refusal for ever."""
    forger.claims = {"email": "nobody@example.org"}
    browser = Browser()
    assert "prompt" not in leave(browser, issuer)
    assert refused(browser, issuer) == "not_known"
    assert leave(browser, issuer)["prompt"] == "login"
    assert "prompt" not in leave(Browser(), issuer)


def test_the_second_time_it_is_the_account_that_counts_and_not_the_address(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    assert sign_in(Browser(), issuer).status_code == 302
    forger.claims = {"email": "other@example.org", "email_verified": False}
    browser = Browser()
    assert sign_in(browser, issuer).status_code == 302 and is_in(browser)
    assert Identity.objects.get().person == meri


def test_another_account_with_the_same_address_is_somebody_else_until_an_administrator_says_so(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    sign_in(Browser(), issuer)
    forger.claims = {"sub": "person-2"}
    forger.told = {"sub": "person-2"}
    assert refused(Browser(), issuer) == "another_account"
    desk = Browser()
    desk.force_login(person_at(issuer, "hallinta@example.org", "administrator"))
    pressed = desk.post("/administration/single-sign-on/forget", {"email": " Meri@Example.org"})
    assert pressed.status_code == 302
    assert sign_in(Browser(), issuer).status_code == 302
    assert Identity.objects.get().sub == "person-2"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"email_verified": False}, "no_email"),
        ({"email_verified": None}, "no_email"),
        ({"email_verified": 1, "email": "not one"}, "no_email"),
        ({"email": None}, "no_email"),
        ({"email": ["meri@example.org"]}, "no_email"),
        ({"email": "meri@example.org\u202e"}, "no_email"),
        ({"email": "nobody@example.org"}, "not_known"),
    ],
)
def test_the_first_time_only_an_address_that_the_issuer_stands_for_finds_somebody(
    forger: Forger, issuer: Issuer, meri: Person, claims: dict[str, object], code: str
) -> None:
    forger.claims = claims
    assert refused(Browser(), issuer) == code
    forger.claims = {}
    assert sign_in(Browser(), issuer).status_code == 302


def test_an_issuer_may_be_trusted_for_addresses(forger: Forger, issuer: Issuer, meri: Person) -> None:
    forger.claims = {"email_verified": None}
    assert refused(Browser(), issuer) == "no_email"
    Issuer.objects.update(trusts_email=True)
    assert sign_in(Browser(), issuer).status_code == 302


def test_one_organisations_issuer_never_opens_another(forger: Forger, issuer: Issuer, meri: Person) -> None:
    """Not by the address of somebody there, not where both trust the same issuer and the same account."""
    other = organisation_at(forger.url, "other.example", adds_people=True)
    assert refused(Browser(), other) == "not_known"
    IssuerDomain.objects.create(issuer=other, domain="example.org")
    assert refused(Browser(), other) == "not_known"  # the address is taken, and not by them
    assert sign_in(Browser(), issuer).status_code == 302
    assert refused(Browser(), other) == "not_known"  # the account is known, and not here
    assert set(Identity.objects.values_list("organisation", flat=True)) == {issuer.organisation_id}


def test_an_account_of_another_address_is_another(forger: Forger, issuer: Issuer, meri: Person) -> None:
    """The administrator changes the issuer: its person-1 is not the old one's."""
    sign_in(Browser(), issuer)
    second = Forger()
    Issuer.objects.update(url=second.url)
    second.claims = {"email": "stranger@example.org"}
    assert refused(Browser(), issuer) == "not_known"
    second.stop()


def test_closed_access_stays_closed(issuer: Issuer, meri: Person) -> None:
    meri.is_active = False
    meri.save()
    answer = sign_in(Browser(), issuer)
    assert answer["Lasna-Code"] == "sign_in.closed" and "suljettu" in answer.content.decode()
    assert not Identity.objects.exists()
    meri.is_active = True
    meri.save()
    browser = Browser()
    sign_in(browser, issuer)
    meri.is_active = False
    meri.save()
    assert not is_in(browser)
    assert sign_in(browser, issuer)["Lasna-Code"] == "sign_in.closed"


def test_unknown_people_are_added_where_the_organisation_wants_it(forger: Forger, issuer: Issuer) -> None:
    forger.claims = {"name": "  Aino\u202e  Demo ", "email": "Aino@Example.org"}
    assert refused(Browser(), issuer) == "not_known"
    Issuer.objects.update(adds_people=True)
    forger.claims["email"] = "aino@elsewhere.example"
    assert refused(Browser(), issuer) == "not_known"
    forger.claims["email"] = "Aino@Example.org"
    assert sign_in(Browser(), issuer).status_code == 302
    aino = Person.objects.get()
    assert (aino.email, aino.name, aino.role) == ("aino@example.org", "Aino Demo", "adviser")
    assert [office.name for office in aino.offices.all()] == ["Kallio"]
    assert not aino.has_usable_password()
    assert deeds()[-3:] == ["person.added_by_issuer", "person.linked_to_issuer", "person.signed_in_by_oidc"]


def roles(issuer: Issuer, default: str = "adviser") -> None:
    Issuer.objects.update(role_claim="groups", default_role=default)
    for value, role in (("boss", "administrator"), ("leads", "lead"), ("help", "support")):
        RoleRule.objects.create(issuer=issuer, value=value, role=role)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["leads"], "lead"),
        ("leads", "lead"),
        (["help", "boss", "x"], "administrator"),
        (["Leads"], "adviser"),
        ([], "adviser"),
        ({"leads": True}, "adviser"),
        ([["leads"], 7, None, "leads\x00"], "adviser"),
        (None, "adviser"),
    ],
)
def test_the_role_follows_the_issuer(
    forger: Forger, issuer: Issuer, meri: Person, groups: object, role: str
) -> None:
    roles(issuer)
    forger.claims = {"groups": groups}
    assert sign_in(Browser(), issuer).status_code == 302
    meri.refresh_from_db()
    assert meri.role == role
    assert ("person.role_from_issuer" in deeds()) == (role != "adviser")


def test_a_role_that_is_taken_at_the_issuer_is_taken_here_at_the_next_sign_in(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    roles(issuer, default="")
    forger.claims = {"groups": ["leads"]}
    assert sign_in(Browser(), issuer).status_code == 302
    forger.claims = {"groups": ["nothing"]}
    assert refused(Browser(), issuer) == "no_role"


def test_roles_lie_deeper_where_the_issuer_puts_them_there(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    roles(issuer)
    Issuer.objects.update(role_claim="realm_access.roles")
    forger.claims = {"realm_access": {"roles": ["leads"]}}
    sign_in(Browser(), issuer)
    meri.refresh_from_db()
    assert meri.role == "lead"
    Issuer.objects.update(role_claim="https://example.org/roles")
    forger.claims = {"https://example.org/roles": ["help"]}
    sign_in(Browser(), issuer)
    meri.refresh_from_db()
    assert meri.role == "support"


@pytest.mark.parametrize("default", ["adviser", ""])
def test_the_last_administrator_stays_one_and_is_told(
    forger: Forger, issuer: Issuer, meri: Person, default: str
) -> None:
    roles(issuer, default)
    Person.objects.update(role="administrator")
    forger.claims = {"groups": ["nothing"]}
    browser = Browser()
    assert sign_in(browser, issuer).status_code == 302
    meri.refresh_from_db()
    assert meri.role == "administrator"
    assert "Pysyt pääkäyttäjänä" in browser.get("/settings").content.decode()
    person_at(issuer, "toinen@example.org", "administrator")
    if default:
        assert sign_in(Browser(), issuer).status_code == 302
        meri.refresh_from_db()
        assert meri.role == "adviser"
    else:
        assert refused(Browser(), issuer) == "no_role"


def test_offices_follow_the_issuer(forger: Forger, issuer: Issuer, meri: Person) -> None:
    kallio = issuer.organisation.offices.get()
    lahti = Office.objects.create(organisation=issuer.organisation, name="Lahti")
    OfficeRule.objects.create(issuer=issuer, value="CN=Lahti,OU=Offices", office=lahti)
    meri.offices.add(kallio)
    forger.claims = {"unit": ["CN=Lahti,OU=Offices"]}
    sign_in(Browser(), issuer)
    assert list(meri.offices.all()) == [kallio]  # offices are given here
    Issuer.objects.update(office_claim="unit")
    sign_in(Browser(), issuer)
    assert list(meri.offices.all()) == [lahti]
    sign_in(Browser(), issuer)
    assert deeds().count("person.offices_from_issuer") == 1
    forger.claims = {"unit": []}
    sign_in(Browser(), issuer)
    assert not meri.offices.exists()


def test_passwords_are_off_where_the_issuer_is_the_only_way_in(issuer: Issuer, meri: Person) -> None:
    def by_password() -> Browser:
        browser = Browser()
        browser.answer = browser.post("/sign-in", {"login": meri.email, "password": PASSWORD})  # type: ignore[attr-defined]
        return browser

    assert is_in(by_password())
    Issuer.objects.update(only_way=True)
    tried = by_password()
    assert tried.answer["Lasna-Code"] == "sign_in.only_by_issuer" and not is_in(tried)  # type: ignore[attr-defined]
    wrong = Browser().post("/sign-in", {"login": meri.email, "password": "wrong"})
    assert wrong.status_code == 200  # told to nobody who does not know the password
    browser = Browser()
    sign_in(browser, issuer)
    assert is_in(browser)


def test_a_switched_off_issuer_is_not_there(issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    Issuer.objects.update(is_on=False)
    assert browser.get(f"/sign-in/organisation/{issuer.key}").status_code == 404
    assert browser.get(f"/sign-in/at/{issuer.organisation.slug}").status_code == 404
    assert come_back(browser, issuer, state=asked["state"], code=asked["nonce"]).status_code == 404
    assert "/sign-in/organisation" not in browser.get("/sign-in").content.decode()


def test_the_domain_alone_leads_to_the_issuer_and_tells_of_nobody(issuer: Issuer, meri: Person) -> None:
    def typed(email: str) -> str:
        page = Browser().post("/sign-in/organisation", {"email": email}).content.decode()
        return re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page)

    assert f'url=/sign-in/organisation/{issuer.key}"' in typed("meri@example.org")
    assert typed("MERI@EXAMPLE.ORG") == typed("nobody@example.org")
    for unknown in ("meri@other.example", "example", "", "@", "x" * 5000, "a@\x00", "a@b@example.invalid"):
        assert "id_email_error" in typed(unknown), unknown
    shared = organisation_at("http://127.0.0.1:9", "example.org")
    assert "id_email_error" in typed("meri@example.org")
    assert "/sign-in/organisation" in Browser().get("/sign-in").content.decode()
    assert shared.key not in Browser().get("/sign-in").content.decode()


def test_an_organisations_own_address_leads_to_its_issuer(issuer: Issuer) -> None:
    page = Browser().get(f"/sign-in/at/{issuer.organisation.slug}?next=/settings").content.decode()
    assert f'href="/sign-in/organisation/{issuer.key}?next=/settings"' in page
    assert issuer.organisation.name not in page  # it has published no name
    assert Browser().get("/sign-in/at/muu").status_code == 404


def test_secrets_are_sealed_in_the_database(forger: Forger, issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    row = Departure.objects.get()
    kept = str([Issuer.objects.values_list().get(), Departure.objects.values_list().get()])
    assert "a secret that" not in kept and asked["state"] not in kept
    assert browser.cookies["lasna_departure"].value not in kept
    cookie = browser.cookies["lasna_departure"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/sign-in/organisation")
    come_back(browser, issuer, state=asked["state"], code=asked["nonce"])
    assert ".ey" not in str(dict(browser.session)) and row.leads_to == "/"
