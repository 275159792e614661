"""The page where an administrator says at which issuer the organisation signs in. # N44"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lasna.config import cli
from lasna.kernel import oidc
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.keys import opened
from lasna.people.models import Issuer, Office, Organisation, Person
from lasna.people.tests.sso_scene import PASSWORD, is_in, organisation_at, person_at, sign_in
from lasna.tests.forger import Forger

pytestmark = pytest.mark.django_db
PAGE = "/administration/single-sign-on"


@pytest.fixture
def forger() -> Iterator[Forger]:
    oidc.forget()
    made = Forger()
    yield made
    made.stop()


@pytest.fixture
def hallinta() -> Person:
    organisation = Organisation.objects.create(name="Työllisyysalue Ääni")
    Office.objects.create(organisation=organisation, name="Kallio")
    person = Person.objects.create_person(
        email="hallinta@example.org", name="Hallinta", organisation=organisation, password=PASSWORD
    )
    person.role, person.last_login = "administrator", timezone.now()
    person.save()
    return person


@pytest.fixture
def desk(hallinta: Person) -> Browser:
    browser = Browser()
    browser.force_login(hallinta)
    return browser


def typed(address: str, **changed: str) -> dict[str, str]:
    usual = {
        "url": address,
        "client_id": "lasna",
        "secret": "kanariasalaisuus",
        "domains": "example.org",
        "scopes": "email profile",
        "email_claim": "email",
        "name_claim": "name",
        "role_claim": "",
        "office_claim": "",
        "default_role": "adviser",
    }
    return usual | changed


def deeds() -> list[str]:
    return list(AuditRow.objects.order_by("pk").values_list("deed", flat=True))


def test_an_issuer_is_drafted_tried_and_switched_on(forger: Forger, desk: Browser, hallinta: Person) -> None:
    assert "Kertakirjautuminen" in desk.get("/administration").content.decode()
    empty = desk.get(PAGE).content.decode()
    assert "Ota käyttöön" not in empty  # there is nothing yet
    saved = desk.post(PAGE, typed(f" {forger.url} "))
    assert saved.status_code == 302, saved.content.decode()
    issuer = Issuer.objects.get()
    assert (issuer.is_on, issuer.scopes, opened(issuer.secret_box)) == (
        False,
        "openid email profile",
        "kanariasalaisuus",
    )
    assert "/sign-in/organisation" not in Browser().get("/sign-in").content.decode()  # a draft
    page = desk.get(PAGE).content.decode()
    assert f'value="http://testserver/sign-in/organisation/{issuer.key}/back" readonly' in page
    assert "kanariasalaisuus" not in page
    desk.post(f"{PAGE}/try")
    assert "Kirjautumispalvelu vastaa" in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}/switch", {"to": "on"}).status_code == 302
    hallinta.organisation.refresh_from_db()
    assert hallinta.organisation.slug == "tyollisyysalue-aani"
    assert "/sign-in/at/tyollisyysalue-aani" in desk.get(PAGE).content.decode()
    forger.claims = {"email": hallinta.email}
    browser = Browser()
    assert sign_in(browser, issuer)["Location"] == "/" and is_in(browser)
    assert deeds()[:2] == ["issuer.changed", "issuer.switched_on"]
    assert desk.post(f"{PAGE}/switch", {"to": "off"}).status_code == 302
    assert browser.get(f"/sign-in/organisation/{issuer.key}").status_code == 404


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({"issuer": "https://evil.example"}, "käyttää itsestään toista osoitetta"),
        ({"token_endpoint": None}, "ei kerro, missä kirjaudutaan"),
        ({"jwks_uri": "http://127.0.0.1:9/"}, "Palvelin ei vastaa"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_in_words_and_is_not_switched_on(
    forger: Forger, desk: Browser, described: dict[str, object], words: str
) -> None:
    desk.post(PAGE, typed(forger.url))
    forger.described = described
    desk.post(f"{PAGE}/try")
    assert words in desk.get(PAGE).content.decode()
    refused = desk.post(f"{PAGE}/switch", {"to": "on"})
    assert refused.status_code == 409 and words in refused.content.decode()
    assert not Issuer.objects.get().is_on
    forger.described = {}
    assert desk.post(f"{PAGE}/switch", {"to": "on"}).status_code == 302


def test_while_it_is_on_another_address_has_to_answer_first(forger: Forger, desk: Browser) -> None:
    desk.post(PAGE, typed(forger.url))
    desk.post(f"{PAGE}/switch", {"to": "on"})
    refused = desk.post(PAGE, typed("http://127.0.0.1:9"))
    assert refused.status_code == 400 and "Palvelin ei vastaa" in refused.content.decode()
    assert Issuer.objects.get().url == forger.url


def test_the_secret_is_kept_when_it_is_not_typed_again(forger: Forger, desk: Browser) -> None:
    lacking = desk.post(PAGE, typed(forger.url, secret=""))
    assert lacking.status_code == 400 and not Issuer.objects.exists()
    desk.post(PAGE, typed(forger.url))
    desk.post(PAGE, typed(forger.url, secret="", client_id="other"))
    issuer = Issuer.objects.get()
    assert (issuer.client_id, opened(issuer.secret_box)) == ("other", "kanariasalaisuus")
    desk.post(PAGE, typed(forger.url, secret="fresh"))
    assert opened(Issuer.objects.get().secret_box) == "fresh"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "login.example.org"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://user:pw@login.example.org"}, "url"),
        ({"url": "https://login.example.org/?x=1"}, "url"),
        ({"url": "https://login.example.org/" + "x" * 500}, "url"),
        ({"client_id": " "}, "client_id"),
        ({"domains": "not a domain"}, "domains"),
        ({"domains": "example.org/x"}, "domains"),
        ({"domains": "elsewhere.example"}, "domains"),
        ({"domains": "", "adds_people": "on"}, "domains"),
        ({"default_role": ""}, "default_role"),
        ({"default_role": "king"}, "default_role"),
        ({"role_adviser": "a", "role_lead": "b\na"}, "role_lead"),
        ({"role_adviser": "x" * 256}, "role_adviser"),
        ({"scopes": " "}, "scopes"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_its_field(desk: Browser, changed: dict[str, str], field: str) -> None:
    answer = desk.post(PAGE, typed("http://127.0.0.1:9", **changed))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in page
    assert "kanariasalaisuus" not in page  # passwords do not come back
    assert not Issuer.objects.exists()
    assert desk.post(PAGE, typed("http://127.0.0.1:9")).status_code == 302


def test_roles_and_offices_are_written_as_they_were_typed(desk: Browser, hallinta: Person) -> None:
    kallio = hallinta.organisation.offices.get()
    strange = Office.objects.create(organisation=Organisation.objects.create(name="Muu"), name="Etäpiste")
    more = {
        "role_claim": "groups",
        "role_lead": " CN=Leads,OU=x \n\n leads \nleads",
        "office_claim": "unit",
        f"office_{kallio.pk}": "kallio",
        f"office_{strange.pk}": "muu",
    }
    for _ in range(2):  # and again as the page shows it
        assert desk.post(PAGE, typed("http://127.0.0.1:9", **more)).status_code == 302
        issuer = Issuer.objects.get()
        assert list(issuer.role_rules.values_list("value", "role")) == [
            ("CN=Leads,OU=x", "lead"),
            ("leads", "lead"),
        ]
        assert list(issuer.office_rules.values_list("value", "office__name")) == [("kallio", "Kallio")]
    page = desk.get(PAGE).content.decode()
    assert "CN=Leads,OU=x\nleads</textarea>" in page and "Etäpiste" not in page


def test_the_only_way_in_is_for_who_came_by_it(forger: Forger, desk: Browser, hallinta: Person) -> None:
    desk.post(PAGE, typed(forger.url))
    early = desk.post(f"{PAGE}/switch", {"to": "only"})
    assert early["Lasna-Code"] == "issuer.off"
    desk.post(f"{PAGE}/switch", {"to": "on"})
    assert desk.post(f"{PAGE}/switch", {"to": "only"})["Lasna-Code"] == "issuer.not_tried"
    forger.claims = {"email": hallinta.email}
    browser = Browser()
    sign_in(browser, Issuer.objects.get())
    assert browser.post(f"{PAGE}/switch", {"to": "only"}).status_code == 302
    assert Issuer.objects.get().only_way
    by_password = Browser().post("/sign-in", {"login": hallinta.email, "password": PASSWORD})
    assert by_password["Lasna-Code"] == "sign_in.only_by_issuer"
    assert browser.post(f"{PAGE}/switch", {"to": "both"}).status_code == 302
    assert not Issuer.objects.get().only_way
    assert deeds()[-2:] == ["issuer.made_only_way", "issuer.made_one_way"]


def test_a_command_lets_passwords_in_again_when_the_issuer_is_gone(
    hallinta: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    issuer = organisation_at("http://127.0.0.1:9", only_way=True)
    meri = person_at(issuer)
    tried = Browser().post("/sign-in", {"login": meri.email, "password": PASSWORD})
    assert tried["Lasna-Code"] == "sign_in.only_by_issuer"
    assert cli.main(["single-sign-on", "off", "--organisation", "nobody"]) == 1
    assert issuer.organisation.name in capsys.readouterr().out  # which there are
    assert cli.main(["single-sign-on", "off", "--organisation", issuer.organisation.name]) == 0
    assert Browser().post("/sign-in", {"login": meri.email, "password": PASSWORD})["Location"] == "/"
    row = AuditRow.objects.filter(deed="issuer.switched_off").get()
    assert (row.who, row.chain) == ("terminal", issuer.organisation_id)
    assert cli.main(["single-sign-on", "off", "--organisation", str(issuer.organisation_id)]) == 1


@pytest.mark.parametrize("to", ["", "ON", "nothing"])
def test_a_switch_that_is_none_is_not_here(desk: Browser, to: str) -> None:
    assert desk.post(f"{PAGE}/switch", {"to": to}).status_code == 404


def test_an_administrator_sees_and_changes_their_own_issuer_alone(forger: Forger, desk: Browser) -> None:
    theirs = organisation_at(forger.url, "theirs.example")
    page = desk.get(PAGE).content.decode()
    assert theirs.key not in page and forger.url not in page
    for path, form in (("try", {}), ("switch", {"to": "off"}), ("forget", {"email": "meri@example.org"})):
        assert desk.post(f"{PAGE}/{path}", form).status_code in (404, 409)
    theirs.refresh_from_db()
    assert theirs.is_on


def test_the_page_asks_the_database_little_however_many_offices_there_are(
    desk: Browser, hallinta: Person
) -> None:
    desk.post(PAGE, typed("http://127.0.0.1:9"))
    asked = {}
    for count in (1, 30):
        for number in range(hallinta.organisation.offices.count(), count):
            Office.objects.create(organisation=hallinta.organisation, name=f"Office {number}")
        with CaptureQueriesContext(connection) as queries:
            desk.get(PAGE)
        asked[count] = len(queries)
    assert asked[1] == asked[30] <= 12, asked


def test_the_sign_in_page_asks_little(desk: Browser) -> None:
    with CaptureQueriesContext(connection) as queries:
        Browser().get("/sign-in")
    assert len(queries) <= 2, [query["sql"] for query in queries]
