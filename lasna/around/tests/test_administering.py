"""What an organisation asks of clients, and gives them to read. # N37"""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client as Browser

from lasna.around import services
from lasna.around.models import Material, TypeTask
from lasna.around.tests.scene import Asked, asked, material_of, task_for, type_named
from lasna.clients.tests.counting import counted
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import Scene, scene
from lasna.own.tests.scene import Own, own_page

pytestmark = pytest.mark.django_db
TASKS, MATERIALS = "/administration/tasks", "/administration/materials"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=True):
        yield


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def office(made: Scene) -> Browser:
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(role="administrator", language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def wanted(**more: str) -> dict[str, str]:
    texts = {f"title_{code}": f"Palkka {code}" for code in ("fi", "sv", "en")}
    return texts | {"words_fi": "Ota mukaan.\r\n\r\nKiitos.", "link": "", "days": "3", "type": ""} | more


def test_a_task_is_written_changed_and_taken_away(made: Scene, office: Browser) -> None:
    page = f"{TASKS}/{made.type.pk}"
    assert office.post(page, wanted(link="www.kela.fi/palkka")).status_code == 302
    task = TypeTask.objects.get()
    assert (task.title_sv, task.days) == ("Palkka sv", 3)
    assert (task.words_fi, task.link) == ("Ota mukaan.\n\nKiitos.", "https://www.kela.fi/palkka")
    assert "Palkka en" in office.get(TASKS).content.decode()
    assert office.post(page, wanted(days="5")).status_code == 302
    assert TypeTask.objects.get().days == 5
    assert office.post(f"{page}/close").status_code == 302
    assert "Palkka en" not in office.get(TASKS).content.decode()
    assert office.post(page, wanted()).status_code == 302  # the same row, in use again
    assert TypeTask.objects.get().closed_at is None
    deeds = AuditRow.objects.filter(deed__startswith="meeting_type.task").order_by("number")
    assert list(deeds.values_list("deed", flat=True)) == [
        *("meeting_type.task_changed", "meeting_type.task_changed"),
        *("meeting_type.task_closed", "meeting_type.task_changed"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_fi", "  "),
        ("title_en", "x" * 101),
        ("days", "0"),
        ("days", "31"),
        ("words_fi", "x" * 2001),
        ("link", "http://www.kela.fi/"),
        ("link", "https://localhost/"),
        ("link", "javascript:alert(1)"),
        ("link", "https://user@kela.fi/"),
    ],
)
def test_what_cannot_be_a_task_is_refused_beside_its_field(
    made: Scene, office: Browser, field: str, value: str
) -> None:
    answer = office.post(f"{TASKS}/{made.type.pk}", wanted(**{field: value}))
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not TypeTask.objects.exists()


def test_materials_are_added_put_in_order_closed_and_taken_back(made: Scene, office: Browser) -> None:
    for number in range(3):
        said = wanted(title_fi=f"Aineisto {number}", type=str(made.type.pk) if number else "")
        assert office.post(f"{MATERIALS}/new", said).status_code == 302
    first, second, third = Material.objects.all()
    assert [first.type, second.type] == [None, made.type]
    office.post(f"{MATERIALS}/{third.pk}/move", {"to": "up"})
    office.post(f"{MATERIALS}/{first.pk}/move", {"to": "up"})
    assert list(Material.objects.all()) == [first, third, second]
    office.post(f"{MATERIALS}/{first.pk}/close")
    assert Material.objects.get(pk=first.pk).closed_at is not None
    office.post(f"{MATERIALS}/{first.pk}/reopen")
    assert list(Material.objects.filter(closed_at=None)) == [third, second, first]
    assert office.post(f"{MATERIALS}/{second.pk}", wanted(title_fi="Uusi")).status_code == 302
    second.refresh_from_db()
    assert (second.title_fi, second.type) == ("Uusi", None)
    assert office.post(f"{MATERIALS}/new", wanted(type=str(scene().type.pk))).status_code == 400


def test_the_lists_take_as_many_statements_for_thirty_as_for_one(made: Scene, office: Browser) -> None:
    def add(number: int) -> None:
        material_of(made, title_fi=f"A {number}", type=type_named(made, f"T{number}"))
        task_for(type_named(made, f"S{number}"))

    def taken() -> list[int]:
        counts = []
        for page in (TASKS, MATERIALS, "/administration/thanks"):
            with counted() as statements:
                assert office.get(page).status_code == 200
            counts.append(len(statements))
        return counts

    add(0)
    taken()
    of_one = taken()
    for number in range(1, 30):
        add(number)
    assert (taken(), max(of_one) <= 6) == (of_one, True), of_one


# ---- on the client's own page ------------------------------------------------------------------------------


@pytest.fixture
def own(made: Scene) -> Own:
    own = own_page(made)
    own.pass_the_code()
    return own


def test_without_anything_there_is_no_heading(own: Own) -> None:
    text = own.text()
    assert "To read" not in text and "Before your meeting" not in text


def test_the_page_shows_what_is_for_everybody_and_for_the_types_of_the_clients_meetings(
    own: Own, made: Scene
) -> None:
    material_of(made, title_fi="Kaikille")
    material_of(made, title_fi="Tyypille", type=made.type)
    material_of(made, title_fi="Muille", type=type_named(made, "Muu"))
    material_of(scene(), title_fi="Vieras")
    text = own.text()
    assert "To read" in text and 'href="https://www.kela.fi/"' in text
    assert [name in text for name in ("Kaikille", "Tyypille", "Muille", "Vieras")] == [
        True,
        True,
        False,
        False,
    ]
    with time_machine.travel("2027-08-04T09:00:00Z", tick=True):
        own.pass_the_code()
        assert ("Kaikille" in own.text(), "Tyypille" in own.text()) == (True, False)


def _sent(made: Scene) -> Asked:
    task_for(made.type)
    one = asked(made)
    one.send()
    return one


def test_a_task_is_opened_done_and_taken_back_on_the_own_page(own: Own, made: Scene) -> None:
    one = _sent(made)
    assert "Have your pay slip ready" in own.text()
    assert one.task.state == "sent"  # opening the page changes nothing
    for do, state in (("open", "seen"), ("done", "done"), ("not_done", "seen")):
        said = {"do": do, "task": str(one.place.pk)}
        assert own.browser.post(f"{own.address}/task", said).status_code == 302
        assert one.task.state == state
    assert "Ota mukaan viimeisin palkkalaskelma." in own.text("/task")


def test_anothers_task_is_not_here_and_without_the_code_nothing_is(own: Own, made: Scene) -> None:
    foreign = _sent(scene())
    said = {"do": "done", "task": str(foreign.place.pk)}
    assert own.browser.post(f"{own.address}/task", said).status_code == 404
    mine = _sent(made)
    stranger = Browser()
    said = {"do": "done", "task": str(mine.place.pk)}
    assert stranger.post(f"{own.address}/task", said).status_code == 302
    assert (mine.task.state, foreign.task.state) == ("sent", "sent")
    assert "Have your pay slip" not in stranger.get(f"{own.address}/task", follow=True).content.decode()
    with pytest.raises(Exception, match="task"):
        services.mark_done(participant_id=mine.place.pk, done=True, client_id=made.client.pk + 10**6)
