"""Rules of meetings: what organisation, office, type and meeting say, what holds, what is on record. # N17"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.tests.counting import counted
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import StoredEvent
from lasna.meetings import services
from lasna.meetings.models import Invitation, Meeting, MeetingRule, MeetingType
from lasna.meetings.queries.rules import off_at_first, rules_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.organisation.models import Rule
from lasna.organisation.services import Word, say_rules, say_rules_of_office
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
RULES = "/administration/rules"


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


@pytest.fixture
def made() -> Scene:
    return scene()


def staff(made: Scene, role: str, office: Office | None = None) -> Person:
    somebody = person(made.organisation, office or made.office, name=f"Demo {role}")
    Person.objects.filter(pk=somebody.pk).update(role=role)
    return Person.objects.get(pk=somebody.pk)


def browser_of(somebody: Person) -> Browser:
    browser = Browser()
    browser.force_login(somebody)
    return browser


def said(value: str, *, locked: bool = False) -> dict[str, Word]:
    return {"chat": Word(value, locked)}


def holds(made: Scene, setting: str = "chat") -> tuple[str, str, str]:
    rule = rules_of(Meeting.objects.select_related("type").get(pk=made.meeting.pk))[setting]
    return rule.value, rule.by, rule.locked_by


def deeds(made: Scene) -> list[tuple[str, str, str]]:
    rows = AuditRow.objects.filter(chain=made.organisation.pk, deed__startswith="rule.").order_by("number")
    return [(row.who, row.deed, row.subject) for row in rows]


def test_each_level_is_heard_and_may_only_narrow_what_is_locked_above(made: Scene) -> None:
    administrator, lead = staff(made, "administrator"), staff(made, "lead")
    assert holds(made) == ("links", "", "")
    say_rules(words=said("off"), by=administrator)
    assert holds(made) == ("off", "organisation", "")
    say_rules_of_office(office_id=made.office.pk, words=said("links", locked=True), by=lead)
    assert holds(made) == ("links", "office", "office")
    services.say_rules_of_type(type_id=made.type.pk, words=said("off"), by=administrator)
    assert holds(made) == ("off", "type", "office")
    services.say_rules_of_meeting(meeting_id=made.meeting.pk, words=said("links"), by=made.adviser)
    assert holds(made) == ("links", "office", "office")
    say_rules(words=said("off", locked=True), by=administrator)
    assert holds(made) == ("off", "organisation", "organisation")
    assert deeds(made) == [
        (f"person:{administrator.pk}", "rule.chat_changed", "organisation"),
        (f"person:{lead.pk}", "rule.chat_changed", "office"),
        (f"person:{administrator.pk}", "rule.chat_changed", "meeting_type"),
        (f"person:{made.adviser.pk}", "rule.chat_changed", "meeting"),
        (f"person:{administrator.pk}", "rule.chat_changed", "organisation"),
    ]


def test_what_is_locked_above_is_not_made_wider_by_anybody_below(made: Scene) -> None:
    administrator, lead = staff(made, "administrator"), staff(made, "lead")
    say_rules(words=said("off", locked=True), by=administrator)
    for wider in (
        lambda: say_rules_of_office(office_id=made.office.pk, words=said("links"), by=lead),
        lambda: services.say_rules_of_type(type_id=made.type.pk, words=said("links"), by=administrator),
        lambda: services.say_rules_of_meeting(
            meeting_id=made.meeting.pk, words=said("links"), by=made.adviser
        ),
    ):
        with pytest.raises(UserError) as refused:
            wider()
        assert refused.value.code == "rule.locked"
        words = "Tämän on lukinnut organisaatio: ei viestejä eikä linkkejä. Valitse sen rajoissa."
        assert str(refused.value.message) == words
    # The same, said narrower, is taken.
    say_rules_of_office(office_id=made.office.pk, words=said("off"), by=lead)
    assert not MeetingRule.objects.exists()


def test_who_said_what_before_stays_and_what_is_not_changed_is_not_written(made: Scene) -> None:
    administrator = staff(made, "administrator")
    say_rules(words=said("off"), by=administrator)
    say_rules(words=said("off"), by=administrator)
    say_rules(words=said(""), by=administrator)
    rows = list(Rule.objects.order_by("pk").values_list("value", "current"))
    assert rows == [("off", False), ("", True)]
    assert holds(made) == ("links", "", "")
    assert len(deeds(made)) == 2


def test_an_unknown_value_is_refused_and_a_word_taken_back_locks_nothing(made: Scene) -> None:
    administrator = staff(made, "administrator")
    with pytest.raises(UserError) as refused:
        say_rules(words=said("everything"), by=administrator)
    assert refused.value.code == "rule.unknown"
    say_rules(words=said("off", locked=True), by=administrator)
    say_rules(words=said("", locked=True), by=administrator)
    assert holds(made) == ("links", "", "")


def test_each_level_is_said_by_its_own_people_alone(made: Scene) -> None:
    other = Office.objects.create(organisation=made.organisation, name="Toinen")
    lead, strange_lead = staff(made, "lead"), staff(made, "lead", other)
    elsewhere = staff(scene(), "administrator")
    by_nobody: list[Callable[[], object]] = [
        lambda: say_rules(words=said("off"), by=lead),
        lambda: say_rules(words=said("off"), by=made.adviser),
        lambda: say_rules_of_office(office_id=made.office.pk, words=said("off"), by=strange_lead),
        lambda: say_rules_of_office(office_id=made.office.pk, words=said("off"), by=made.adviser),
        lambda: say_rules_of_office(office_id=made.office.pk, words=said("off"), by=elsewhere),
        lambda: services.say_rules_of_type(type_id=made.type.pk, words=said("off"), by=lead),
        lambda: services.say_rules_of_type(type_id=made.type.pk, words=said("off"), by=elsewhere),
        lambda: services.say_rules_of_meeting(meeting_id=made.meeting.pk, words=said("off"), by=lead),
        lambda: services.say_rules_of_meeting(meeting_id=made.meeting.pk, words=said("off"), by=elsewhere),
    ]
    for act in by_nobody:
        with pytest.raises(NotHere):
            act()
    assert holds(made) == ("links", "", "")
    say_rules_of_office(office_id=made.office.pk, words=said("off"), by=lead)
    assert holds(made) == ("off", "office", "")


# ---- the code at the door ----------------------------------------------------------------------------------


def test_a_locked_code_is_promised_by_invitations_made_from_then_on_and_by_no_other() -> None:  # decision 30
    made = scene(code_at_door=False)
    assert not made.invitation.needs_code
    say_rules_of_office(
        office_id=made.office.pk, words={"code": Word("code", locked=True)}, by=staff(made, "lead")
    )
    assert holds(made, "code") == ("code", "office", "office")
    # The promise of the one that is out holds …
    assert not made.invitation.needs_code
    wish = services.PartnerWish("doctor", "Tohtori Oksa", email="oksa@example.invalid")
    partner = services.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=wish)
    # … and who is invited now is promised a code.
    assert Invitation.objects.get(participant=partner).needs_code


def test_without_a_lock_the_type_says_whether_a_code_is_asked_for(made: Scene) -> None:
    MeetingType.objects.filter(pk=made.type.pk).update(code_at_door=False)
    assert holds(made, "code") == ("link", "type", "")


def test_the_page_of_a_type_says_that_the_code_is_locked(made: Scene) -> None:
    administrator = staff(made, "administrator")
    browser = browser_of(administrator)
    MeetingType.objects.filter(pk=made.type.pk).update(code_at_door=False)
    assert "pelkkä linkki" in browser.get("/administration/meeting-types").content.decode()
    say_rules(words={"code": Word("code", locked=True)}, by=administrator)
    assert "pelkkä linkki" not in browser.get("/administration/meeting-types").content.decode()
    page = browser.get(f"/administration/meeting-types/{made.type.pk}").content.decode()
    assert "Organisaatio on lukinnut tämän" in page and "disabled" in page


# ---- rooms that go on --------------------------------------------------------------------------------------


def test_rooms_that_go_on_hear_of_a_change_and_no_others(
    made: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    other = scene()
    made.admit()
    other.admit()
    administrator = staff(made, "administrator")
    with django_capture_on_commit_callbacks(execute=True):
        say_rules(words=said("off", locked=True), by=administrator)
    told = StoredEvent.objects.filter(type="meeting.rules_changed")
    assert [event.room_id for event in told] == [made.meeting.room_id]
    assert told[0].body["rules"] == [
        {"name": "camera", "value": "as_chosen", "by": ""},
        {"name": "microphone", "value": "as_chosen", "by": ""},
        {"name": "chat", "value": "off", "by": "organisation"},
        {"name": "share", "value": "everybody", "by": ""},
        {"name": "blur", "value": "as_chosen", "by": ""},
    ]


def test_camera_and_microphone_are_off_at_first_where_somebody_said_so(made: Scene) -> None:
    meeting = Meeting.objects.select_related("type").get(pk=made.meeting.pk)
    assert off_at_first(meeting) == []
    words = {"camera": Word("off"), "microphone": Word("off")}
    services.say_rules_of_meeting(meeting_id=meeting.pk, words=words, by=made.adviser)
    assert off_at_first(meeting) == ["camera", "microphone"]


def test_a_meeting_that_is_over_takes_no_rules(made: Scene) -> None:
    made.admit()
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    with pytest.raises(UserError) as refused:
        services.say_rules_of_meeting(meeting_id=made.meeting.pk, words=said("off"), by=made.adviser)
    assert refused.value.code == "meeting.already_ended"


# ---- pages -------------------------------------------------------------------------------------------------


def test_one_page_says_what_holds_who_decided_and_what_is_locked(made: Scene) -> None:
    administrator = staff(made, "administrator")
    browser = browser_of(administrator)
    answer = browser.post(
        f"{RULES}/organisation", {"chat": "off", "lock_chat": "on", "camera": "off", "code": "code"}
    )
    assert (answer.status_code, answer["Location"]) == (302, RULES)
    page = browser.get(RULES).content.decode()
    for words in (
        "ei viestejä eikä linkkejä",
        "organisaatio",
        "Tallennus",
        "ei koskaan",
        "Demo administrator",
    ):
        assert words in page, words
    # The office's page offers nothing wider, and says by whom it is locked.
    office = browser.get(f"{RULES}/offices/{made.office.pk}").content.decode()
    assert 'name="chat"' not in office and 'name="camera"' in office
    assert "Tämän on lukinnut organisaatio." in office


def test_the_page_is_read_by_lead_and_support_and_says_nothing_to_advisers(made: Scene) -> None:
    for role, status in (("administrator", 200), ("lead", 200), ("support", 200), ("adviser", 404)):
        assert browser_of(staff(made, role)).get(RULES).status_code == status, role
    lead = browser_of(staff(made, "lead")).get(RULES).content.decode()
    assert f"{RULES}/offices/{made.office.pk}" in lead and f"{RULES}/organisation" not in lead
    support = browser_of(staff(made, "support")).get(RULES).content.decode()
    assert f"{RULES}/offices/" not in support


def test_anothers_office_and_type_are_not_here(made: Scene) -> None:
    other = scene()
    browser = browser_of(staff(made, "administrator"))
    for path in (
        f"{RULES}?office={other.office.pk}",
        f"{RULES}?type={other.type.pk}",
        f"{RULES}?type=%00",
        f"{RULES}/offices/{other.office.pk}",
        f"{RULES}/types/{other.type.pk}",
        f"/meetings/{other.meeting.pk}/rules",
    ):
        assert browser.get(path).status_code == 404, path


def test_the_adviser_says_the_rules_of_the_own_meeting_and_colleagues_read_them(made: Scene) -> None:
    path = f"/meetings/{made.meeting.pk}/rules"
    colleague = browser_of(person(made.organisation, made.office))
    assert colleague.post(path, {"chat": "off"}).status_code == 404
    answer = browser_of(made.adviser).post(path, {"chat": "off"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert holds(made) == ("off", "meeting", "")
    seen = colleague.get(path).content.decode()
    assert "ei viestejä eikä linkkejä" in seen and '<form method="post" class="form"' not in seen


def test_the_page_asks_as_little_of_many_offices_as_of_one(made: Scene) -> None:
    browser = browser_of(staff(made, "administrator"))
    with counted() as one:
        browser.get(RULES)
    for number in range(20):
        office = Office.objects.create(organisation=made.organisation, name=f"Toimisto {number}")
        say_rules_of_office(office_id=office.pk, words=said("off"), by=staff(made, "administrator"))
    with counted() as many:
        browser.get(RULES)
    assert len(one) == len(many) <= 12
