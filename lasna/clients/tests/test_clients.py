import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import translation
from django.utils.formats import date_format

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.web.lists import LAST_PAGE, ListPage
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Organisation

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Liisa", "last_name": "Uusi", "phone": "040 765 4321", "language": "fi", "wish": ""}


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def another(made: Scene, number: int, **more: str) -> Client:
    return Client.objects.create(
        organisation=made.organisation,
        office=made.office,
        adviser=made.adviser,
        **{"first_name": "Asiakas", "last_name": f"Numero{number}", **more},
    )


def test_a_new_client_is_on_the_list_with_the_adviser_who_wrote_them_down(made: Scene, desk: Browser) -> None:
    answer = desk.post("/clients/new", NEW | {"office": made.office.pk}, follow=True)
    client = Client.objects.get(first_name="Liisa")
    assert answer.redirect_chain == [(f"/clients/{client.pk}", 302)]
    assert (client.phone, client.adviser, client.office) == ("+358407654321", made.adviser, made.office)
    assert AuditRow.objects.get(deed="client.added").ids == [client.pk]
    assert b"Liisa Uusi" in desk.get("/clients").content.replace(b"Uusi, Liisa", b"Liisa Uusi")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_name", "   "),
        ("first_name", "x" * 101),
        ("phone", "112"),
        ("phone", "0700123456"),
        ("phone", "٠٤٠١٢٣٤٥٦٧"),
        ("phone", "soita"),
        ("email", "aino@"),
        ("email", "aino@example.invalid\r\nBcc: x@example.invalid"),
        ("language", "xx"),
        ("wish", "telepathy"),
        ("office", "999999"),
        ("office", "１"),
    ],
)
def test_bad_details_are_refused_beside_their_field(
    made: Scene, desk: Browser, field: str, typed: str
) -> None:
    before = Client.objects.count()
    answer = desk.post("/clients/new", NEW | {"office": made.office.pk, field: typed})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Client.objects.count() == before


def test_the_same_number_is_a_warning_not_a_wall(made: Scene, desk: Browser) -> None:
    told = NEW | {"office": made.office.pk, "phone": "0401234567"}
    answer = desk.post("/clients/new", told)
    assert answer.context["same"] == [made.client]
    assert not Client.objects.filter(first_name="Liisa").exists()
    desk.post("/clients/new", told | {"all_the_same": "yes"})
    assert Client.objects.filter(first_name="Liisa", phone=made.client.phone).exists()


def test_the_wish_is_asked_when_a_client_is_added_and_dated_on_the_card(
    made: Scene, desk: Browser
) -> None:  # N1
    assert "Miten asiakas haluaa tavata?" in desk.get("/clients/new").content.decode()
    card = desk.post("/clients/new", NEW | {"office": made.office.pk, "wish": "video"}, follow=True)
    client = Client.objects.get(first_name="Liisa")
    assert client.wish == "video" and client.wish_asked_on is not None
    with translation.override("fi"):
        day = date_format(client.wish_asked_on, "SHORT_DATE_FORMAT")
    assert f"Kerrottu {day}." in card.content.decode()


def test_details_can_be_changed_and_a_new_wish_is_dated(made: Scene, desk: Browser) -> None:  # N1
    told = NEW | {"wish": "video"}
    answer = desk.post(f"/clients/{made.client.pk}/edit", told)
    assert answer.headers["Location"] == f"/clients/{made.client.pk}"
    made.client.refresh_from_db()
    assert (made.client.name, made.client.wish) == ("Liisa Uusi", "video")
    assert made.client.wish_asked_on is not None


@pytest.mark.parametrize("wish", ["in_person", "phone", "video", "chat", "message"])
def test_the_wish_is_noted_in_one_tap_with_its_day(made: Scene, desk: Browser, wish: str) -> None:  # N1
    answer = desk.post(f"/clients/{made.client.pk}/wish", {"wish": wish})
    assert answer.status_code == 302
    made.client.refresh_from_db()
    assert made.client.wish == wish
    assert made.client.wish_asked_on is not None
    assert AuditRow.objects.filter(deed="client.wish_chosen", ids=[made.client.pk]).exists()


@pytest.mark.parametrize("wish", ["", "email", "telepathy"])
def test_no_other_wish_is_noted(made: Scene, desk: Browser, wish: str) -> None:
    assert desk.post(f"/clients/{made.client.pk}/wish", {"wish": wish}).status_code == 404
    made.client.refresh_from_db()
    assert made.client.wish == ""


@pytest.mark.parametrize(
    "typed",
    [
        "Äält",
        "aalto",
        "ÄÄLTÖ",
        "alto jo",
        "Jörg Ääl",
        "040 555",
        "0405551234",
        "+358 40 555",
        "5512",
        "551234",
    ],
)
def test_a_client_is_found_by_any_part_of_name_or_number(made: Scene, desk: Browser, typed: str) -> None:
    wanted = another(made, 1, first_name="Jörgen", last_name="Äältö", phone="+358405551234")
    answer = desk.get("/clients", {"q": typed})
    assert [client.pk for client in answer.context["page"].rows] == [wanted.pk]


@pytest.mark.parametrize("typed", ["Zzz", "%", "_", "' OR 1=1 --", "١٢٣", "9999999"])
def test_what_matches_nobody_finds_nobody(made: Scene, desk: Browser, typed: str) -> None:
    answer = desk.get("/clients", {"q": typed})
    assert answer.status_code == 200
    assert answer.context["page"].rows == []


def _listed(desk: Browser, **asked: str) -> list[int]:
    return sorted(client.pk for client in desk.get("/clients", asked).context["page"].rows)


def test_only_my_own_leaves_out_my_colleagues_clients(made: Scene, desk: Browser) -> None:
    colleague = person(made.organisation, made.office)
    theirs = another(made, 1)
    Client.objects.filter(pk=theirs.pk).update(adviser=colleague)
    assert _listed(desk) == sorted([made.client.pk, theirs.pk])
    assert _listed(desk, mine="on") == [made.client.pk]


def test_clients_of_other_offices_and_organisations_are_on_no_list(made: Scene, desk: Browser) -> None:
    elsewhere = Office.objects.create(organisation=made.organisation, name="Muu")
    Client.objects.create(organisation=made.organisation, office=elsewhere, first_name="Muu")
    theirs = Organisation.objects.create(name="Toinen")
    office = Office.objects.create(organisation=theirs, name="Toinen")
    Client.objects.create(organisation=theirs, office=office, first_name="Vieras", phone=made.client.phone)
    assert _listed(desk) == [made.client.pk]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_ten_statements_at_most(made: Scene, desk: Browser, rows: int) -> None:
    for number in range(rows - 1):
        another(made, number)
    with counted() as statements:
        answer = desk.get("/clients")
    assert len(answer.context["page"].rows) == rows
    assert len(statements) <= 10, statements


def test_long_lists_come_in_pages(made: Scene, desk: Browser) -> None:
    for number in range(30):
        another(made, number)
    first, second = (desk.get("/clients", {"page": page}).context["page"] for page in (1, 2))
    assert (len(first.rows), first.has_next) == (30, True)
    assert (len(second.rows), second.has_next) == (1, False)
    assert desk.get("/clients", {"page": "-1"}).context["page"].number == 1


def test_the_hundredth_page_is_the_last_and_says_that_the_list_goes_on() -> None:
    request = RequestFactory().get("/clients", {"page": LAST_PAGE})
    words = render_to_string("web/pages.html", {"page": ListPage([], LAST_PAGE, has_more=True)}, request)
    assert "Lista jatkuu. Rajaa listaa" in words
    assert f"page={LAST_PAGE - 1}" in words
    assert 'rel="next"' not in words


@pytest.mark.parametrize("typed", ["0", "99999", "x", "１", "\x00"])
def test_a_page_that_is_none_is_still_a_page(desk: Browser, typed: str) -> None:
    assert desk.get("/clients", {"page": typed}).status_code == 200


def test_the_list_and_the_card_are_written_down(made: Scene, desk: Browser) -> None:  # N44
    desk.get("/clients")
    desk.get("/clients")
    desk.get(f"/clients/{made.client.pk}")
    rows = AuditRow.objects.filter(who=f"person:{made.adviser.pk}", subject="client")
    assert [(row.deed, row.ids) for row in rows.order_by("number")] == [
        ("clients.listed", [made.client.pk]),
        ("client.looked", [made.client.pk]),
    ]


def test_htmx_gets_the_rows_and_the_back_button_the_page(desk: Browser) -> None:
    part = desk.get("/clients", headers={"HX-Request": "true"}).content
    assert b"<html" not in part
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in desk.get("/clients", headers=headers).content


def test_a_name_from_outside_stays_text(made: Scene, desk: Browser) -> None:
    Client.objects.filter(pk=made.client.pk).update(first_name="<b>Aino</b>{{7*7}}")
    for path in ("/clients", f"/clients/{made.client.pk}", "/"):
        page = desk.get(path).content
        assert b"<b>Aino" not in page
        assert b"&lt;b&gt;Aino&lt;/b&gt;{{7*7}}" in page


@pytest.mark.parametrize("closed", [True, False])
def test_who_belongs_to_no_open_office_is_told_so_before_they_type(
    made: Scene, desk: Browser, closed: bool
) -> None:
    page = desk.get("/clients/new", headers={"accept-language": "fi"}).content.decode()
    assert 'name="first_name"' in page
    if closed:
        Office.objects.filter(pk=made.office.pk).update(closed_at=clock.now())
    else:
        made.adviser.offices.clear()
    page = desk.get("/clients/new", headers={"accept-language": "fi"}).content.decode()
    assert "Et kuulu mihinkään avoimeen toimipisteeseen" in page
    assert 'name="first_name"' not in page
    # A client who is there already is changed as before.
    if closed:
        assert 'name="first_name"' in desk.get(f"/clients/{made.client.pk}/edit").content.decode()
