"""Offices and staff, as administrators and leads have them. # N44"""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import person
from lasna.people import services
from lasna.people.models import BrowserSession, Office, Organisation, Person, PersonLink, StaffImport
from lasna.people.services import StaffDetails

pytestmark = pytest.mark.django_db
ROLES = Person.Role


@dataclass
class House:
    organisation: Organisation
    office: Office
    other: Office
    chief: Person
    browser: Browser

    def one(
        self, name: str = "Meri Virta", role: str = ROLES.ADVISER, office: Office | None = None
    ) -> Person:
        made = person(self.organisation, office or self.office, name)
        Person.objects.filter(pk=made.pk).update(role=role)
        made.refresh_from_db()
        return made

    def as_(self, who: Person) -> Browser:
        browser = Browser(raise_request_exception=False)
        browser.force_login(who)
        return browser

    def form(self, **more: object) -> dict[str, object]:
        told = {"name": "Uusi Työntekijä", "email": "uusi@example.org", "role": "adviser", "language": "fi"}
        return told | {"phone": "", "offices": [self.office.pk]} | more


def house(name: str = "Työllisyysalue") -> House:
    organisation = Organisation.objects.create(name=name)
    offices = [Office.objects.create(organisation=organisation, name=each) for each in ("Kallio", "Lahti")]
    chief = person(organisation, offices[0], "Päivi Pääkäyttäjä")
    Person.objects.filter(pk=chief.pk).update(role=ROLES.ADMINISTRATOR)
    chief.refresh_from_db()
    made = House(organisation, offices[0], offices[1], chief, Browser())
    made.browser = made.as_(chief)
    return made


@pytest.fixture
def made() -> House:
    return house()


def staff_page(browser: Browser, query: str = "") -> str:
    return browser.get(f"/administration/staff{query}").content.decode()


def deeds() -> list[str]:
    return list(AuditRow.objects.order_by("number").values_list("deed", flat=True))


def test_an_administrator_invites_a_colleague_and_the_list_says_what_became_of_it(made: House) -> None:
    answer = made.browser.post("/administration/staff/new", made.form())
    added = Person.objects.get(email="uusi@example.org")
    assert answer["Location"] == f"/administration/staff/{added.pk}"
    assert (added.organisation, list(added.offices.all())) == (made.organisation, [made.office])
    assert not added.has_usable_password()
    assert Message.objects.filter(kind="staff_invitation", address=added.email).count() == 1
    assert "kutsuttu, ei vielä hyväksynyt" in staff_page(made.browser)
    made.browser.post(f"/administration/staff/{added.pk}/invite")
    assert PersonLink.objects.get().version == 2
    made.as_(added)  # signs in
    assert "kutsuttu, ei vielä hyväksynyt" not in staff_page(made.browser)
    assert made.browser.post(f"/administration/staff/{added.pk}/invite").status_code == 409
    assert deeds() == ["person.added", "person.invited_again"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "Me\u202eri"),
        ("email", "ei osoite"),
        ("email", ""),
        ("role", "boss"),
        ("offices", []),
        ("offices", ["999999"]),
        ("offices", ["x"]),
        ("phone", "112"),
        ("language", "de"),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_nobody_is_added(
    made: House, field: str, value: object
) -> None:
    answer = made.browser.post("/administration/staff/new", made.form(**{field: value}))
    assert answer.status_code == 400 and b"error" in answer.content
    assert Person.objects.count() == 1
    assert made.browser.post("/administration/staff/new", made.form()).status_code == 302


def test_an_address_that_somebody_has_is_refused(made: House) -> None:
    made.browser.post("/administration/staff/new", made.form())
    answer = made.browser.post("/administration/staff/new", made.form(email="UUSI@example.org"))
    assert answer.status_code == 400 and "Jollakulla on jo" in answer.content.decode()


def test_nobody_is_put_into_another_organisations_office(made: House) -> None:
    foreign = house("Muu").office
    answer = made.browser.post("/administration/staff/new", made.form(offices=[foreign.pk]))
    assert answer.status_code == 400


def test_role_offices_name_number_and_language_are_changed(made: House) -> None:
    meri = made.one()
    told = made.form(
        name="Meri Aalto",
        role="lead",
        offices=[made.office.pk, made.other.pk],
        phone="040 123 4567",
        language="sv",
    )
    del told["email"]
    assert made.browser.post(f"/administration/staff/{meri.pk}", told).status_code == 302
    meri.refresh_from_db()
    assert (meri.name, meri.role, meri.phone, meri.language) == ("Meri Aalto", "lead", "+358401234567", "sv")
    assert set(meri.offices.all()) == {made.office, made.other}
    assert deeds() == ["person.changed"]


def test_the_address_of_who_has_not_accepted_is_mended_and_the_old_link_is_dead(made: House) -> None:
    made.browser.post("/administration/staff/new", made.form(email="vaara@example.org"))
    added = Person.objects.get(email="vaara@example.org")
    made.browser.post(f"/administration/staff/{added.pk}", made.form(email="oikea@example.org"))
    added.refresh_from_db()
    assert added.email == "oikea@example.org" and PersonLink.objects.get().version == 2
    made.as_(added)
    made.browser.post(f"/administration/staff/{added.pk}", made.form(email="kolmas@example.org"))
    added.refresh_from_db()
    assert added.email == "oikea@example.org"


@pytest.mark.parametrize("role", ["adviser", "lead"])
def test_who_stops_being_administrator_goes_on_from_a_page_that_is_there(made: House, role: str) -> None:
    made.one("Toinen", ROLES.ADMINISTRATOR)
    Person.objects.filter(name="Toinen").update(last_login=clock.now())
    told = made.form(name="Päivi Pääkäyttäjä", role=role)
    answer = made.browser.post(f"/administration/staff/{made.chief.pk}", told, follow=True)
    assert Person.objects.get(pk=made.chief.pk).role == role
    assert answer.status_code == 200


@pytest.mark.parametrize("how", ["end", "demote", "invited"])
def test_an_organisation_keeps_its_last_administrator(made: House, how: str) -> None:
    second = made.one("Toinen", ROLES.ADMINISTRATOR)
    if how == "invited":  # has never been here: nobody could run the organisation
        services.add_staff(by=made.chief, details=StaffDetails("Kutsuttu", "k@example.org", "administrator"))
    assert made.browser.post(f"/administration/staff/{second.pk}/end").status_code == 302
    told = made.form(name=made.chief.name)
    del told["email"]
    answer = made.browser.post(f"/administration/staff/{made.chief.pk}", told)
    assert answer.status_code == 400 and "ainoa pääkäyttäjä" in answer.content.decode()
    answer = made.browser.post(f"/administration/staff/{made.chief.pk}/end")
    assert answer.status_code == 409 and "omaa käyttöoikeuttasi" in answer.content.decode()
    made.browser.post(f"/administration/staff/{second.pk}/give-back")
    assert made.browser.post(f"/administration/staff/{made.chief.pk}", told).status_code == 302
    made.chief.refresh_from_db()
    assert made.chief.role == ROLES.ADVISER


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other(made: House) -> None:
    second = made.one("Toinen", ROLES.ADMINISTRATOR)

    def end(by: Person, other: Person) -> None:
        try:
            services.end_access(by=by, person_id=other.pk)
        except Exception:  # noqa: BLE001  # whoever comes second is no administrator any more
            pass
        finally:
            connection.close()

    pairs = [(made.chief, second), (second, made.chief)]
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(role=ROLES.ADMINISTRATOR, is_active=True).count() == 1


def test_ended_access_ends_sessions_at_once_and_returns_without_them(made: House) -> None:
    meri = made.one()
    theirs, others = made.as_(meri), BrowserSession.objects.count()
    assert theirs.get("/settings").status_code == 200
    made.browser.post(f"/administration/staff/{meri.pk}/end")
    assert theirs.get("/settings").status_code == 302
    assert BrowserSession.objects.count() == others - 1
    assert "käyttöoikeus päättynyt" in staff_page(made.browser, "?state=ended")
    assert meri.name not in staff_page(made.browser)
    made.browser.post(f"/administration/staff/{meri.pk}/give-back")
    assert theirs.get("/settings").status_code == 302
    assert made.as_(meri).get("/settings").status_code == 200
    assert deeds() == ["person.access_ended", "person.access_given_back"]


def test_a_lead_sees_the_staff_of_their_offices_and_changes_nobody(made: House) -> None:
    near, far = made.one("Lähi Lahtinen"), made.one("Kauko Kaukana", office=made.other)
    lead = made.as_(made.one("Liisa Lead", ROLES.LEAD))
    listed = staff_page(lead)
    assert near.name in listed and far.name not in listed and "/staff/new" not in listed
    assert lead.get(f"/administration/staff/{near.pk}").status_code == 200
    assert lead.get(f"/administration/staff/{far.pk}").status_code == 404
    for address in (f"{near.pk}", f"{near.pk}/end", f"{near.pk}/invite", "new", "import"):
        assert lead.post(f"/administration/staff/{address}").status_code == 404
    assert lead.get("/administration/offices").status_code == 404


def test_another_organisations_people_and_offices_do_not_exist(made: House) -> None:
    foreign = house("Muu")
    for address in (
        f"staff/{foreign.chief.pk}",
        f"staff/{foreign.chief.pk}/end",
        f"staff/{foreign.chief.pk}/give-back",
        f"staff/{foreign.chief.pk}/invite",
        f"offices/{foreign.office.pk}",
        f"offices/{foreign.office.pk}/close",
        f"offices/{foreign.office.pk}/open",
    ):
        assert made.browser.post(f"/administration/{address}", made.form()).status_code == 404
        assert foreign.browser.post(f"/administration/{address}", made.form()).status_code != 404
    listed = staff_page(made.browser)
    assert made.chief.email in listed and foreign.chief.email not in listed


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Äyräs Åke", "Meri Virta", "Tuki Tuula"}),
        ("?q=äyrä", {"Äyräs Åke"}),
        ("?q=ÅKE+äyräs", {"Äyräs Åke"}),
        ("?q=ei+ketään", set()),
        ("?role=support", {"Tuki Tuula"}),
        ("?office=other", {"Äyräs Åke"}),
        ("?state=invited", set()),
        ("?role=boss&office=x&page=0", {"Äyräs Åke", "Meri Virta", "Tuki Tuula"}),
        ("?page=2", set()),
    ],
)
def test_the_list_is_searched_and_narrowed_by_its_address(made: House, query: str, found: set[str]) -> None:
    made.one("Äyräs Åke", office=made.other)
    made.one()
    made.one("Tuki Tuula", ROLES.SUPPORT)
    listed = staff_page(made.browser, query.replace("other", str(made.other.pk)))
    names = {"Äyräs Åke", "Meri Virta", "Tuki Tuula"}
    assert {name for name in names if f"<bdi>{name}</bdi>" in listed} == found
    assert ('class="empty"' in listed) == (not found)


@pytest.mark.parametrize("address", ["/administration/staff", "/administration/offices"])
def test_a_list_asks_the_database_as_much_for_thirty_rows_as_for_one(made: House, address: str) -> None:
    asked = []
    for _ in range(2):
        with counted() as statements:
            assert made.browser.get(address).status_code == 200
        asked.append(len(statements))
        for number in range(30):
            made.one(
                f"Henkilö {number}",
                office=Office.objects.create(organisation=made.organisation, name=str(number)),
            )
    assert asked[0] == asked[1] <= 5, asked


def test_offices_are_added_renamed_closed_and_opened(made: House) -> None:
    browser = made.browser
    told = {"name": "  Kotka  keskus ", "zone": "Europe/Helsinki"}
    assert browser.post("/administration/offices", told).status_code == 302
    assert browser.post("/administration/offices", told).status_code == 400
    office = Office.objects.get(name="Kotka keskus")
    assert browser.post(f"/administration/offices/{office.pk}", told | {"name": "kallio"}).status_code == 400
    assert browser.post(f"/administration/offices/{office.pk}", told | {"zone": "Mars"}).status_code == 400
    renamed = {"name": "Kotka", "zone": "Europe/Stockholm"}
    assert browser.post(f"/administration/offices/{office.pk}", renamed).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.zone) == ("Kotka", "Europe/Stockholm")
    browser.post(f"/administration/offices/{office.pk}/close")
    assert "Kotka" not in browser.get("/administration/staff/new").content.decode()
    assert browser.post("/administration/staff/new", made.form(offices=[office.pk])).status_code == 400
    browser.post(f"/administration/offices/{office.pk}/open")
    assert "Kotka" in browser.get("/administration/staff/new").content.decode()
    assert deeds() == ["office.added", "office.changed", "office.closed", "office.opened"]


def test_the_last_open_office_stays_open(made: House) -> None:
    assert made.browser.post(f"/administration/offices/{made.other.pk}/close").status_code == 302
    answer = made.browser.post(f"/administration/offices/{made.office.pk}/close")
    assert answer.status_code == 409 and "ainoa avoin toimipiste" in answer.content.decode()


def test_a_closed_office_gets_no_client_and_keeps_those_it_has(made: House) -> None:
    client = {"first_name": "Aino", "language": "fi", "office": made.office.pk}
    assert made.browser.post("/clients/new", client).status_code == 302
    made.browser.post(f"/administration/offices/{made.office.pk}/close")
    assert made.browser.post("/clients/new", client | {"first_name": "Eino"}).status_code == 200
    listed = made.browser.get("/clients").content.decode()
    assert "Aino" in listed and "Eino" not in listed


def chosen(made: House, text: str) -> str:
    """The address of the page that shows how the file is read."""
    file = SimpleUploadedFile("staff.csv", text.encode())
    answer = made.browser.post("/administration/staff/import", {"file": file})
    return str(answer.get("Location", ""))


def test_a_file_of_colleagues_is_shown_first_and_written_at_once(made: House) -> None:
    address = chosen(
        made,
        "Nimi;Sähköposti;Rooli;Toimipisteet\n"
        "Åke Äyräs;AKE@example.org;esihenkilö;Kallio, lahti\n"
        "Meri Virta;meri@example.org;;Kallio\n"
        "Tuki Tuula;tuki@example.org;tukihenkilö;\n"
        f"Päivi;{made.chief.email};;Kallio\n"
        "Meri Toinen;meri@example.org;;Lahti\n",
    )
    page = made.browser.get(address).content.decode()
    assert "osoite on jo käytössä" in page and "sama osoite kuin rivillä 3" in page
    assert Person.objects.count() == 1 and not Message.objects.exists()
    assert made.browser.post(f"{address}/write")["Location"] == "/administration/staff"
    ake = Person.objects.get(email="ake@example.org")
    assert (ake.role, set(ake.offices.all())) == (ROLES.LEAD, {made.office, made.other})
    assert sorted(Message.objects.values_list("address", flat=True)) == [
        "ake@example.org",
        "meri@example.org",
        "tuki@example.org",
    ]
    assert made.browser.post(f"{address}/write").status_code == 404
    assert deeds() == ["staff.imported"] and not StaffImport.objects.exists()


def test_while_a_line_is_wrong_nobody_is_invited(made: House) -> None:
    address = chosen(
        made,
        "nimi,email,role,office\nHyvä Henkilö,hyva@example.org,adviser,Kallio\n"
        ",ei osoite,pomo,Mars\nIlman Paikkaa,ilman@example.org,lead,\n",
    )
    page = made.browser.get(address).content.decode()
    for words in ("Nimi: ", "Sähköpostiosoite: ", "Rooli: Roolia ei", "Mars", "vähintään yksi toimipiste"):
        assert words in page, words
    assert made.browser.post(f"{address}/write").status_code == 400
    assert Person.objects.count() == 1 and StaffImport.objects.exists()
    assert made.browser.post(f"{address}/drop").status_code == 302 and not StaffImport.objects.exists()


@pytest.mark.parametrize("text", ["", "x", "Nimi;Sähköposti", "Etunimi;Puhelin\nA;1", "\x00;\x01\n1;2"])
def test_a_file_that_is_none_is_refused_in_words(made: House, text: str) -> None:
    assert chosen(made, text) == "" and not StaffImport.objects.exists()


def test_a_file_is_its_choosers_alone(made: House) -> None:
    address = chosen(made, "nimi;email;toimipiste\nMeri;meri@example.org;Kallio\n")
    other = made.as_(made.one("Toinen", ROLES.ADMINISTRATOR))
    assert other.get(address).status_code == 404 and other.post(f"{address}/write").status_code == 404
    assert made.browser.get(address).status_code == 200


def test_a_file_is_forgotten_after_an_hour(made: House) -> None:
    address = chosen(made, "nimi;email;toimipiste\nMeri;meri@example.org;Kallio\n")
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert made.browser.get(address).status_code == 404
        assert services.sweep_staff_imports() == 1


def test_who_runs_nothing_any_more_does_nothing_any_more(made: House) -> None:
    """The right is asked of the row, not of what a long-open page believes."""
    meri = made.one()
    Person.objects.filter(pk=made.chief.pk).update(role=ROLES.ADVISER)
    with pytest.raises(NotHere):
        services.end_access(by=made.chief, person_id=meri.pk)
    with pytest.raises(NotHere):
        services.add_office(by=made.chief, name="Uusi", zone="Europe/Helsinki")
