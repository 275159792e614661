"""Help at the door and in the room: who asks, who helps, what is seen of it, and never the meeting. # N29"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from lasna.errors import NotHere, UserError
from lasna.guidance.models import HelpRequest
from lasna.guidance.protocol import AskHelp
from lasna.guidance.queries.helping import help_desk_snapshot, help_snapshot
from lasna.guidance.services import ask_help, take_request, works_now
from lasna.guidance.states import HELP, next_help
from lasna.guidance.tests.asking import asked, support_of
from lasna.kernel.audit.looks import recorded
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.commands.desk import Desk
from lasna.meetings.tests.guests import ask, come, guest_screen
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    made = scene()
    made.wait()
    return made


@pytest.fixture
def support(made: Scene) -> Person:
    return support_of(made)


@pytest.fixture
def page(support: Person) -> Iterator[Browser]:
    browser = Browser()
    browser.force_login(support)
    yield browser


def shown(page: Browser) -> str:
    answer = page.get("/help")
    assert answer.status_code == 200
    return answer.content.decode()


def told(room_id: int) -> list[dict[str, Any]]:
    return [event.body for event in StoredEvent.objects.filter(room=room_id, type__contains="help")]


def press(page: Browser, request: HelpRequest, what: str, **fields: str) -> int:
    return page.post(f"/help/{request.pk}/{what}", fields).status_code


def offered(made: Scene) -> tuple[bool, str]:
    snapshot = help_snapshot(guest_screen(made))
    assert snapshot is not None
    return snapshot.offered, snapshot.words


def test_help_is_offered_only_where_somebody_helps(made: Scene) -> None:
    assert offered(made) == (False, "")
    with pytest.raises(UserError) as refused:
        ask_help(participant_id=made.guest.pk, said=AskHelp(what="hear"))
    assert refused.value.code == "help.nobody"
    support = support_of(made)
    assert offered(made) == (True, "")
    support.is_active = False
    support.save()
    assert offered(made) == (False, "")


def test_whoever_helps_sees_what_the_device_says_and_never_the_meeting(made: Scene, page: Browser) -> None:
    assert "Kukaan ei pyydä nyt apua" in shown(page)
    asked(made)
    words = shown(page)
    for seen in ("Aino", "ei kuule mitään", "Android, Chrome", "verkko 4g", "kirjoitti oikean koodin"):
        assert seen in words, seen
    # The number is for who has taken it; the meeting, its adviser and the client's last name for nobody here.
    for unseen in ("040 123 4567", "Aino Demo", made.adviser.name, "Keskustelu", "/meetings/"):
        assert unseen not in words, unseen
    row = AuditRow.objects.get(deed="help_requests.listed")
    assert row.ids == [made.client.pk]


def test_the_desk_of_support_rings_until_somebody_helps(made: Scene, support: Person) -> None:
    elsewhere = person(made.organisation, Office.objects.create(organisation=made.organisation, name="Muu"))
    elsewhere.role = Person.Role.SUPPORT
    elsewhere.save()
    request = asked(made)
    (event,) = told(support.desk_id)
    assert (event["asking"]["name"], event["asking"]["what"]) == ("Aino", "hear")
    assert told(elsewhere.desk_id) == told(made.adviser.desk_id) == []
    take_request(request_id=request.pk, by=support)
    assert told(support.desk_id)[-1] == {"type": "desk.help_settled", "request": request.pk}


def standing_of_desk(support: Person) -> Any:
    browser = Browser()
    browser.force_login(support)
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    visit = Desk().open(cookies, support.pk)
    assert visit is not None
    return visit.standing


def test_a_desk_that_opens_later_knows_who_waits_for_help(made: Scene, support: Person) -> None:
    request = asked(made, "camera")

    def asking(of: Person) -> list[int] | None:
        visit = Visit("desk", of.pk, f"person:{of.pk}", standing_of_desk(of), (of.desk_id,), person_id=of.pk)
        with recorded(who=visit.who, chain=made.organisation.pk):
            snapshot = help_desk_snapshot(visit)
        return [one.request for one in snapshot.asking] if snapshot else None

    assert asking(support) == [request.pk]
    assert asking(made.adviser) is None
    take_request(request_id=request.pk, by=support)
    assert asking(support) == []


def test_one_helps_phones_writes_and_says_how_it_ended(made: Scene, page: Browser, support: Person) -> None:
    request = asked(made)
    assert press(page, request, "say", words="Paina kaiutinta") == 409  # not taken yet
    assert press(page, request, "take") == 302
    assert "tel:+358401234567" in shown(page)
    assert offered(made) == (
        True,
        "Demo-tukihenkilö soittaa sinulle pian numerosta 040 123 4500. Pidä puhelin lähellä.",
    )
    assert press(page, request, "say", words="Paina kaiutinta <b>") == 302
    assert offered(made) == (True, "Demo-tukihenkilö: Paina kaiutinta <b>")
    assert press(page, request, "settle", solved="yes") == 302
    assert offered(made) == (True, "")
    words = shown(page)
    assert "Kukaan ei pyydä nyt apua" in words
    assert "toimii nyt" in words
    assert "040 123 4567" not in words
    deeds = AuditRow.objects.filter(deed__startswith="help.").order_by("number")
    assert list(deeds.values_list("deed", flat=True)) == ["help.asked", "help.taken", "help.solved"]
    assert {deed.ids[0] for deed in deeds} == {made.client.pk}
    assert press(page, request, "settle", solved="no") == 409


def test_two_do_not_help_the_same_person_and_one_may_leave_it_to_another(
    made: Scene, page: Browser, support: Person
) -> None:
    other = Browser()
    other.force_login(support_of(made, "Demo-tuki toinen"))
    request = asked(made)
    assert press(page, request, "take") == 302
    answer = other.post(f"/help/{request.pk}/take")
    assert answer.status_code == 409
    assert "Demo-tukihenkilö auttaa tässä jo." in answer.content.decode()
    assert press(page, request, "put-back") == 302
    assert told(support.desk_id)[-1]["asking"]["request"] == request.pk
    assert press(other, request, "take") == 302
    request.refresh_from_db()
    assert request.helper is not None
    assert request.helper.name == "Demo-tuki toinen"


def test_without_a_solution_the_phone_is_what_is_left(made: Scene, page: Browser) -> None:
    request = asked(made)
    press(page, request, "take")
    press(page, request, "settle", solved="no")
    assert "Se ei ole sinun syysi." in offered(made)[1]
    assert asked(made).pk != request.pk  # asked once more, it is a new request
    assert "Kerroimme tukihenkilölle" in offered(made)[1]


def test_whoever_asked_says_that_it_works(made: Scene, support: Person) -> None:
    request = asked(made)
    works_now(participant_id=made.guest.pk)
    request.refresh_from_db()
    assert request.state == "solved"
    assert told(support.desk_id)[-1]["type"] == "desk.help_settled"
    before = StoredEvent.objects.count()
    works_now(participant_id=made.guest.pk)  # nothing is asked: nothing happens
    assert StoredEvent.objects.count() == before


def test_asking_twice_is_one_request_and_the_newest_words(made: Scene, support: Person) -> None:
    first = asked(made)
    again = asked(made, "camera")
    assert (first.pk, again.what, HelpRequest.objects.count()) == (again.pk, "camera", 1)


def test_nobody_fills_the_list(made: Scene, support: Person) -> None:
    for _round in range(10):
        asked(made)
        works_now(participant_id=made.guest.pk)
    with pytest.raises(UserError) as refused:
        asked(made)
    assert refused.value.code == "help.too_often"


def test_with_the_meeting_the_request_ends(made: Scene, support: Person) -> None:
    request = asked(made)
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    request.refresh_from_db()
    assert request.state == "over"
    with pytest.raises(UserError):
        ask_help(participant_id=made.guest.pk, said=AskHelp(what="hear"))


def test_a_partner_asks_too_and_reads_it_in_their_language(made: Scene, page: Browser) -> None:  # N21
    partner = ask(made)
    visit = come(made, partner)
    ask_help(participant_id=partner.pk, said=AskHelp(what="heard", device="Windows, Edge"))
    snapshot = help_snapshot(visit)
    assert snapshot is not None
    assert snapshot.words == "Vi har berättat för stödpersonen. Håll den här sidan öppen."
    assert "Tuula Tulkki" in shown(page)


def test_neither_advisers_nor_strangers_serve_and_what_is_another_offices_is_not_here(
    made: Scene, page: Browser
) -> None:
    request = asked(made)
    adviser = Browser()
    adviser.force_login(made.adviser)
    assert adviser.get("/help").status_code == 404
    assert press(adviser, request, "take") == 404
    strange = Browser()
    strange.force_login(support_of(scene()))
    assert "Aino" not in strange.get("/help").content.decode()
    assert press(strange, request, "take") == 404
    with pytest.raises(NotHere):
        take_request(request_id=request.pk, by=made.adviser)
    assert press(page, request, "take") == 302


def test_the_page_takes_as_many_statements_for_many_as_for_one(made: Scene, page: Browser) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as taken:
            shown(page)
        return len(taken)

    asked(made)
    shown(page)
    of_one = statements()
    for number in range(12):
        partner = ask(made) if number == 0 else person(made.organisation, made.office, f"Demo {number}")
        place = (
            partner
            if number == 0
            else meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=partner.pk)
        )
        ask_help(participant_id=place.pk, said=AskHelp(what="other"))
    assert statements() == of_one


def test_no_way_leads_out_of_the_table_and_what_is_settled_stays() -> None:
    for events in product(["take", "put_back", "solve", "give_up", "end"], repeat=4):
        request = HelpRequest(state="asked")
        for event in events:
            state = next_help(request, event)
            assert state is None or request.state not in ("solved", "unsolved", "over")
            request.state = state or request.state
        assert request.state in HELP
