"""A letter: from the plan of a meeting to the post, and from the paper to the door. # N8 N9"""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.correspondence import tasks
from lasna.correspondence.models import Message
from lasna.correspondence.tests.letters import CODE, STREET, TOWN, at_home, letter_of
from lasna.correspondence.tests.paper import Paper, address_in, pictures_of, read
from lasna.correspondence.tests.scene import now_is
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.tests.groups import NAMES, TITLE, group
from lasna.meetings.tests.scene import Scene, scene
from lasna.meetings.tests.test_planning import new, planned, told
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def made() -> Scene:
    """A client with neither e-mail nor mobile phone; the one meeting is a month away."""
    made = scene(phone="", email="", send_by="", starts_in=timedelta(days=30))
    Person.objects.filter(pk=made.adviser.pk).update(language="en", phone="+358401234567")
    at_home(made.client)
    return made


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def letters() -> Any:
    return Message.objects.filter(channel="post").order_by("pk")


def send(made: Scene) -> Message:
    services.send_link(meeting_id=made.meeting.pk, by=made.adviser, channel="post")
    letter: Message = letters().last()
    return letter


def opened(desk: Browser, letter: Message) -> Paper:
    answer = desk.get(f"/letters/{letter.pk}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return read(answer.content)


def page(browser: Browser, address: str) -> str:
    return browser.get(address).content.decode()


def test_an_invitation_goes_by_letter_to_who_has_no_other_way(made: Scene, desk: Browser) -> None:
    plan = page(desk, new(made))
    assert f"As a letter that you print and post: {STREET}, {CODE} {TOWN}" in plan
    answer = desk.post(new(made), told(made, send_by="post"), follow=True)
    assert "The letter waits to be printed." in answer.content.decode()
    letter = letters().get()
    assert (letter.kind, letter.state, letter.client) == ("invitation", State.PRINT, made.client)
    assert "Print and post it" in answer.content.decode()
    for address in ("/", "/letters"):
        assert "Aino Demo" in page(desk, address) and "/letters" in page(desk, address)
    assert not Message.objects.filter(kind__startswith="reminder").exists(), "a reminder has the link, too"
    assert planned(made).participants.get(role="client").invitation.sent_by == "post"
    assert not tasks.send_mails() and not tasks.send_text_messages(), "no worker sends it"


def test_the_paper_says_all_and_leads_to_the_door(made: Scene, desk: Browser) -> None:
    letter = send(made)
    answer = desk.get(f"/letters/{letter.pk}")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
    paper = read(answer.content)
    for words in (
        "Aino Demo",
        STREET,
        f"{CODE} {TOWN}",
        "Demo-työntekijä",
        "040 123 4567",
        "soitamme sinulle",
    ):
        assert paper.says(words), words
    assert (paper.pages, paper.language) == (1, "fi")
    assert paper.title.startswith("Tapaaminen videolla ")
    assert paper.tags >= {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Figure"}
    assert "Keskustelu" not in paper.text, "neither the type nor the reason"
    [picture] = pictures_of(answer.content)
    link = address_in(picture)
    assert link.startswith("http://testserver/p/") and paper.says(link) and link in paper.alternatives[0]
    assert len(link.rpartition("/")[2]) == 19
    token = made.token
    assert token not in paper.text
    guest = Browser()
    for written in (link, link.upper().replace("HTTP://TESTSERVER/P/", "/p/"), link.replace("-", "")):
        assert guest.get(written.removeprefix("http://testserver")).headers["Location"] == f"/m/{token}"
    assert guest.get(f"/m/{token}").status_code == 200
    assert guest.get("/p/0000-0000-0000-0000").status_code == guest.get("/p/x").status_code == 404


def test_the_letter_of_a_call_leads_to_where_another_way_is_asked_for(made: Scene, desk: Browser) -> None:
    type(made.meeting).objects.filter(pk=made.meeting.pk).update(planned_channel="phone")
    answer = desk.get(f"/letters/{send(made).pk}")
    link = address_in(pictures_of(answer.content)[0]).removeprefix("http://testserver")
    leads = Browser().get(link).headers["Location"]
    assert leads == f"/m/{made.token}/way"
    assert Browser().get(leads).status_code == 200


def test_who_gets_no_code_by_message_is_told_to_call_and_others_get_it_by_phone(
    made: Scene, desk: Browser
) -> None:
    assert opened(desk, send(made)).says("soita 040 123 4567. Kerromme sinulle koodin.")
    Client.objects.filter(pk=made.client.pk).update(phone="+358407654321")
    assert opened(desk, send(made)).says("Saat koodin, kun avaat linkin.")
    with time_machine.travel(made.meeting.starts, tick=False):
        services.ask_code(invitation_id=made.invitation.pk)
    code = Message.objects.get(kind="code")
    assert (code.channel, code.address) == ("sms", "+358407654321")


def test_who_looked_and_who_posted_is_on_record(made: Scene, desk: Browser) -> None:
    letter = send(made)
    opened(desk, letter)
    assert letter.state == State.PRINT
    assert "Posted: Aino Demo." in desk.post(f"/letters/{letter.pk}/posted", follow=True).content.decode()
    sent = now_is(letter)
    assert (sent.state, sent.posted_by) == (State.SENT, made.adviser)
    assert sent.sent_at is not None
    assert desk.post(f"/letters/{letter.pk}/posted").status_code == 409
    for deed in ("letter.opened", "letter.posted"):
        row = AuditRow.objects.get(deed=deed)
        assert (row.who, row.subject, row.ids) == (f"person:{made.adviser.pk}", "client", [made.client.pk])
    assert "It was not posted" in page(desk, "/letters")


def test_posted_can_be_taken_back_for_a_day(made: Scene, desk: Browser) -> None:
    letter = send(made)
    desk.post(f"/letters/{letter.pk}/posted")
    desk.post(f"/letters/{letter.pk}/back")
    waits = now_is(letter)
    assert (waits.state, waits.sent_at, waits.posted_by) == (State.PRINT, None, None)
    desk.post(f"/letters/{letter.pk}/posted")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        desk.force_login(made.adviser)
        assert "It was not posted" not in page(desk, "/letters")
        assert desk.post(f"/letters/{letter.pk}/back").status_code == 409
    assert now_is(letter).state == State.SENT


def test_a_letter_put_aside_is_not_kept(made: Scene, desk: Browser) -> None:
    letter = send(made)
    desk.post(f"/letters/{letter.pk}/aside")
    assert not letters().exists()
    assert AuditRow.objects.filter(deed="letter.put_aside").count() == 1
    assert "No letter waits." in page(desk, "/letters")
    assert desk.get(f"/letters/{letter.pk}").status_code == 404


def test_a_moved_meeting_has_one_letter_until_one_was_posted(made: Scene, desk: Browser) -> None:
    first = send(made)
    services.move_meeting(
        meeting_id=made.meeting.pk, by=made.adviser, starts=made.meeting.starts + timedelta(days=1)
    )
    [letter] = letters()
    assert (letter.kind, letter.pk != first.pk) == ("invitation", True), "they have not heard of the first"
    desk.post(f"/letters/{letter.pk}/posted")
    services.move_meeting(
        meeting_id=made.meeting.pk, by=made.adviser, starts=made.meeting.starts + timedelta(days=2)
    )
    [posted, changed] = letters()
    assert (posted.state, changed.kind, changed.state) == (State.SENT, "changed", State.PRINT)
    assert opened(desk, changed).title.startswith("Uusi aika: ")


@pytest.mark.parametrize("was_posted", [False, True])
def test_a_cancelled_meeting_is_told_by_letter_only_to_who_heard_of_it(
    made: Scene, desk: Browser, *, was_posted: bool
) -> None:
    invited = send(made)
    if was_posted:
        desk.post(f"/letters/{invited.pk}/posted")
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    waiting = letters().filter(state=State.PRINT)
    assert [letter.kind for letter in waiting] == (["cancelled"] if was_posted else [])
    for letter in waiting:
        paper = opened(desk, letter)
        assert paper.title.startswith("Peruttu: ") and "/p/" not in paper.text


def test_a_letter_that_is_too_late_or_not_so_any_more_goes_off_the_list(made: Scene, desk: Browser) -> None:
    letter = send(made)
    late = letter_of(scene(starts_in=timedelta(days=1)))
    with time_machine.travel(late.drop_after + timedelta(minutes=1)):
        tasks.drop_letters()
    assert (now_is(late).state, late.reason) == (State.DROPPED, "too_late")
    assert now_is(letter).state == State.PRINT
    type(made.invitation).objects.filter(pk=made.invitation.pk).update(version=2)
    answer = desk.get(f"/letters/{letter.pk}")
    assert (answer.status_code, "of no use any more" in answer.content.decode()) == (409, True)
    tasks.drop_letters()
    assert (now_is(letter).state, letter.reason) == (State.DROPPED, "not_wanted")


def test_without_a_postal_address_there_is_no_letter(made: Scene, desk: Browser) -> None:
    Client.objects.filter(pk=made.client.pk).update(street="")
    assert "As a letter" not in page(desk, new(made))
    meeting = page(desk, f"/meetings/{made.meeting.pk}")
    assert "There is no e-mail, no mobile phone and no postal address on the card." in meeting
    answer = desk.post(f"/meetings/{made.meeting.pk}/link", {"way": "post"})
    assert (answer.status_code, letters().exists()) == (409, False)
    assert "The client&#x27;s card has no address for this." in answer.content.decode()


def test_a_link_for_choosing_a_time_can_be_a_letter(made: Scene, desk: Browser) -> None:
    address = f"/clients/{made.client.pk}/times"
    wish = {"type": str(made.type.pk), "whom": "me", "send_by": "post"}
    assert desk.post(address, wish).status_code == 302
    letter = letters().get()
    answer = desk.get(f"/letters/{letter.pk}")
    assert read(answer.content).says("Valitse aika")
    link = address_in(pictures_of(answer.content)[0]).removeprefix("http://testserver")
    leads = Browser().get(link).headers["Location"]
    assert leads.startswith("/b/") and Browser().get(leads).status_code == 200


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, 0),
        ({"street": "Kuja 1", "postal_code": "00100", "town": "Helsinki"}, 0),
        ({"street": "c/o Demo\r\nKuja 1", "town": "Tartu", "country": "Viro"}, 0),
        ({"street": "Kuja 1"}, 2),
        ({"postal_code": "00100", "town": "Helsinki"}, 1),
        ({"street": "a\nb\nc", "postal_code": "00100", "town": "Helsinki"}, 1),
        ({"street": "x" * 121, "postal_code": "0" * 13, "town": "y" * 61}, 3),
    ],
)
def test_an_address_is_whole_or_none(made: Scene, desk: Browser, typed: dict[str, str], wrong: int) -> None:
    said = {"first_name": "Aino", "language": "fi"} | typed
    answer = desk.post(f"/clients/{made.client.pk}/edit", said)
    assert answer.status_code == (200 if wrong else 302)
    made.client.refresh_from_db()
    if wrong:
        assert len(answer.context["form"].errors) == wrong
    elif typed:
        shown = page(desk, f"/clients/{made.client.pk}")
        assert all(line.upper() in shown.upper() for line in made.client.postal_lines)
        assert made.client.street.splitlines()[0] in made.client.post
    else:
        assert made.client.post == ""


@pytest.mark.parametrize("was_posted", [False, True])
def test_a_seat_in_a_group_goes_by_letter_to_who_has_no_other_way(
    made: Scene, desk: Browser, *, was_posted: bool
) -> None:
    whole = group(made=made, clients=1, starts_in=timedelta(days=20))
    there = f"/meetings/{whole.meeting.pk}"
    seat = f"/groups/{whole.meeting.pk}/seats/new?client={made.client.pk}"
    assert '<input type="radio" name="send_by" value="post"' in page(desk, seat)
    given = desk.post(seat, {"send_by": "post"}, follow=True).content.decode()
    assert "The client has a seat. The letter waits to be printed." in given
    assert "Send the link as a letter" in given
    place = whole.meeting.participants.get(client=made.client)
    desk.post(f"{there}/link", {"way": "post", "participant": place.pk})
    letter = letters().get(state=State.PRINT)
    assert (letter.kind, letter.client, letter.about) == ("invitation", made.client, place.invitation.pk)
    answer = desk.get(f"/letters/{letter.pk}")
    paper = read(answer.content)
    assert paper.says("Aino Demo")
    assert not any(word in paper.text for word in NAMES[0]), "no letter names another"
    link = address_in(pictures_of(answer.content)[0]).removeprefix("http://testserver")
    assert Browser().get(link, follow=True).status_code == 200
    if was_posted:
        desk.post(f"/letters/{letter.pk}/posted")
    desk.post(f"/groups/{whole.meeting.pk}/seats/{place.pk}/free")
    told = [each.kind for each in letters().filter(state=State.PRINT)]
    assert told == (["cancelled"] if was_posted else []), "they have not heard of it otherwise"


def test_who_takes_a_seat_by_a_letter_is_invited_by_letter(made: Scene, desk: Browser) -> None:
    whole = group(made=made, starts_in=timedelta(days=20))
    wish = {"type": str(made.type.pk), "whom": "me", "send_by": "post"}
    desk.post(f"/clients/{made.client.pk}/times", wish)
    offered = letters().get()
    link = address_in(pictures_of(desk.get(f"/letters/{offered.pk}").content)[0])
    guest = Browser()
    times = guest.get(link.removeprefix("http://testserver")).headers["Location"]
    assert TITLE in page(guest, times)
    assert guest.post(f"{times}/seat", {"group": whole.meeting.pk}).status_code == 302
    letter = letters().exclude(pk=offered.pk).get()
    place = whole.meeting.participants.get(client=made.client)
    assert (letter.kind, letter.state, letter.about) == ("invitation", State.PRINT, place.invitation.pk)
