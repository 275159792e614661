"""What is kept how long, and the nightly purge: said before it is done, done once. # N53"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.contacts.models import Contact
from lasna.correspondence.models import MailboxItem, Message
from lasna.kernel import clock, ledger, personal
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.leases import claim
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.personal import kinds
from lasna.meetings.models import DoorSight, Meeting
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person
from lasna.privacy.models import Erasure, Hold, Purge, Rule
from lasna.privacy.queries import ageing
from lasna.privacy.services import erasing, purging
from lasna.privacy.tests.story import administrator, been_through_everything

pytestmark = pytest.mark.django_db
PAGE = "/administration/retention"
NIGHT = datetime(2030, 3, 5, 1, 30, tzinfo=UTC)
"""Half past three in Helsinki."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)``: it is that moment now."""
    monkeypatch.setattr(settings, "LASNA_CLOCK", "")

    def move(moment: datetime) -> None:
        monkeypatch.setattr("lasna.kernel.clock.now", lambda: moment)

    return move


@pytest.fixture(autouse=True)
def _own_ledger() -> None:
    erasing.ledger_path().unlink(missing_ok=True)


def run() -> None:
    """A worker's night."""
    purging.begin_purges()
    while purging.go_on_with_purges():
        pass


def rule(made: Scene, kind: str, days: int, *, on: bool = True, since: timedelta = timedelta(0)) -> None:
    Rule.objects.update_or_create(
        organisation=made.organisation,
        kind=kind,
        defaults={"days": days, "on": on, "changed_at": clock.now() - since, "by": made.adviser},
    )


def quiet_client(made: Scene, name: str, days: int) -> Client:
    return Client.objects.create(
        organisation=made.organisation,
        office=made.office,
        first_name=name,
        last_name="Demo",
        added_at=clock.now() - timedelta(days=days),
    )


def said_by(made: Scene, **query: str) -> str:
    return administrator(made).get(PAGE, query).content.decode()


def test_technical_rows_go_from_the_start_and_what_people_wrote_stays(at: Callable[..., None]) -> None:  # N53
    made = been_through_everything()
    lines = list(Contact.objects.order_by("pk").values_list("line", "client"))
    at(NIGHT)  # years later
    run()
    purge = Purge.objects.get()
    assert purge.night == date(2030, 3, 5)
    assert purge.done == {kind: count for kind, count in purge.planned.items() if count}
    gone = {"messages", "mailbox", "events", "door", "addresses"}
    assert {kind for kind, count in purge.done.items() if count} == gone
    assert not Message.objects.exists()
    assert not MailboxItem.objects.exists()
    assert not StoredEvent.objects.exists()
    assert not DoorSight.objects.exists()
    assert list(Contact.objects.order_by("pk").values_list("line", "client")) == lines
    assert Meeting.objects.get().agreed
    assert Client.objects.filter(pk=made.client.pk).exists()
    assert AuditRow.objects.latest("number").deed == "retention.purged"


def test_what_is_young_stays(at: Callable[..., None]) -> None:
    been_through_everything()
    counts = [model.objects.count() for model in (Message, StoredEvent, DoorSight)]
    at(clock.now().replace(hour=1, minute=0) + timedelta(days=1))
    run()
    assert [model.objects.count() for model in (Message, StoredEvent, DoorSight)] == counts
    assert sum(Purge.objects.get().planned.values()) == 0


def test_a_purge_is_at_night_and_once(at: Callable[..., None]) -> None:
    been_through_everything()
    for hour in (5, 12, 23):  # 7.00, 14.00 and 1.00 in Helsinki
        at(NIGHT.replace(hour=hour))
        run()
        assert not Purge.objects.exists()
    for minutes in (0, 1, 40):
        at(NIGHT + timedelta(minutes=minutes))
        run()
    assert Purge.objects.count() == 1
    at(NIGHT + timedelta(days=1))
    run()
    assert list(Purge.objects.values_list("night", flat=True)) == [date(2030, 3, 6), date(2030, 3, 5)]


@pytest.mark.parametrize("day", [date(2030, 3, 31), date(2030, 10, 27)])
def test_on_the_nights_of_the_hour_change_there_is_one_purge(at: Callable[..., None], day: date) -> None:
    scene()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=3)
    for minutes in range(0, 9 * 60, 15):
        at(midnight + timedelta(minutes=minutes))
        run()
    assert list(Purge.objects.values_list("night", flat=True)) == [day]


def test_a_worker_killed_in_the_middle_is_followed_by_another(
    at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    been_through_everything()
    monkeypatch.setattr(purging, "AT_ONCE", 1)
    at(NIGHT)
    purging.begin_purges()
    planned = Purge.objects.get().planned
    while not Purge.objects.get().done.get("events"):
        purging.go_on_with_purges()
    before = (StoredEvent.objects.count(), Purge.objects.get().done)
    events = next(kind for kind in kinds() if kind.name == "events")

    def dies(organisation: int, before: datetime, limit: int) -> int:
        assert events.purge(organisation, before, limit) == 1
        raise SystemExit

    # The worker dies inside a batch: neither rows nor counts, and its lease holds for a minute.
    with monkeypatch.context() as dying:
        dying.setitem(personal._KINDS, "events", replace(events, purge=dies))
        with pytest.raises(SystemExit):
            purging.go_on_with_purges()
    assert (StoredEvent.objects.count(), Purge.objects.get().done) == before
    assert purging.go_on_with_purges() is False, "somebody may still be at it"
    at(NIGHT + timedelta(minutes=2))
    while purging.go_on_with_purges():
        pass
    purge = Purge.objects.get()
    assert (purge.planned, purge.finished_at is not None) == (planned, True)
    assert purge.done == {kind: count for kind, count in planned.items() if count}


def test_two_workers_share_a_night_and_take_nothing_twice(
    at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    been_through_everything()
    monkeypatch.setattr(purging, "AT_ONCE", 2)
    at(NIGHT)
    assert [purging.begin_purges(), purging.begin_purges()] == [1, 0]
    (mine,) = claim(Purge.objects.all(), seconds=60)
    assert purging.go_on_with_purges() is False
    Purge.objects.update(lease_until=NIGHT - timedelta(minutes=1))
    assert purging.go_on_with_purges() is True
    kept = next(each for each in ageing.kept_by(mine.organisation_id) if each.kind.name == "events")
    count = StoredEvent.objects.count()
    assert purging._batch(mine, kept) is False, "its lease went to somebody else"
    assert StoredEvent.objects.count() == count


def test_never_more_goes_than_was_said(at: Callable[..., None]) -> None:
    made = been_through_everything()
    at(NIGHT)
    purging.begin_purges()
    Purge.objects.update(planned={"messages": 1})
    while purging.go_on_with_purges():
        pass
    assert Purge.objects.get().done == {"messages": 1}
    assert Message.objects.filter(organisation=made.organisation).count() == 2


def test_an_organisation_loses_nothing_by_anothers_rules(at: Callable[..., None]) -> None:
    made, other = been_through_everything(), scene()
    for kind in kinds():
        rule(other, kind.name, kind.most, on=False)
    at(NIGHT)
    run()
    assert not Message.objects.filter(organisation=made.organisation).exists()
    assert Message.objects.filter(organisation=other.organisation).exists()
    assert StoredEvent.objects.filter(room=other.adviser.desk_id).exists()


def test_words_go_when_somebody_switched_them_on(at: Callable[..., None]) -> None:
    made = been_through_everything()
    for name in ("lines", "agreed"):
        rule(made, name, 90)
    at(NIGHT)
    run()
    assert {"lines": 2, "agreed": 1}.items() <= Purge.objects.get().done.items()
    assert set(Contact.objects.values_list("line", flat=True)) == {""}
    assert Contact.objects.filter(client=made.client).count() == 2
    told = [Meeting.objects.get().agreed, made.guest.said, made.invitation.vouched_how]
    assert told == ["", "", ""]


def test_what_was_taken_away_is_not_old_again(at: Callable[..., None]) -> None:
    made = been_through_everything()
    for kind in kinds():
        rule(made, kind.name, kind.least, on=kind.name != "clients")
    at(NIGHT)
    run()
    assert Meeting.objects.exists()
    for kept in ageing.kept_by(made.organisation.pk):
        assert kept.kind.count(made.organisation.pk, kept.before(NIGHT)) == 0, kept.kind.name


def test_clients_go_only_after_their_notice(at: Callable[..., None]) -> None:  # N53
    made = scene()
    at(NIGHT)
    old, young = quiet_client(made, "Vanha", 400), quiet_client(made, "Nuori", 10)
    busy = quiet_client(made, "Kiireinen", 400)
    Contact.objects.create(
        organisation=made.organisation,
        office=made.office,
        client=busy,
        adviser=made.adviser,
        channel="phone",
        began=NIGHT - timedelta(days=5),
        ended=NIGHT - timedelta(days=5),
        zone="Europe/Helsinki",
        outcome="met",
        written_at=NIGHT,
    )
    rule(made, "clients", 365)
    run()
    assert Client.objects.filter(pk=old.pk).exists(), "the rule is from today"
    assert "Vanha Demo" in said_by(made)
    for days in (13, 14):
        at(NIGHT + timedelta(days=days))
        run()
        assert Client.objects.filter(pk=old.pk).exists() is (days < 14)
    assert Client.objects.filter(pk__in=[young.pk, busy.pk]).count() == 2
    erasure = Erasure.objects.get(client=old.pk)
    assert erasure.by is None
    rows = AuditRow.objects.filter(deed="client.erased").values_list("who", "ids")
    assert ("system", [old.pk]) in list(rows)
    assert old.pk in {line.client for line in ledger.read(erasing.ledger_path())}


def test_a_client_that_is_kept_stays_until_that_day(at: Callable[..., None]) -> None:  # N53
    made = scene()
    at(NIGHT)
    old = quiet_client(made, "Vanha", 400)
    rule(made, "clients", 365, since=timedelta(days=30))
    browser = administrator(made)
    browser.post(f"/clients/{old.pk}/keep", {"until": "2030-04-01"})
    assert AuditRow.objects.latest("number").deed == "client.kept"
    assert "4/1/2030" in said_by(made) or "04/01/2030" in said_by(made)
    run()
    at(datetime(2030, 4, 1, 1, 30, tzinfo=UTC))
    run()
    assert Client.objects.filter(pk=old.pk).exists()
    at(datetime(2030, 4, 2, 1, 30, tzinfo=UTC))
    run()
    assert not Client.objects.filter(pk=old.pk).exists()
    assert not Hold.objects.exists()


def test_keeping_is_given_up_and_bad_days_refused() -> None:
    made = scene()
    browser = administrator(made)
    for until in ("2001-01-01", "2999-01-01", "x"):
        assert browser.post(f"/clients/{made.client.pk}/keep", {"until": until}).status_code == 409
    soon = str(clock.now().date() + timedelta(days=30))
    assert browser.post(f"/clients/{made.client.pk}/keep", {"until": soon}).status_code == 302
    assert Hold.objects.get().client == made.client
    browser.post(f"/clients/{made.client.pk}/keep", {"until": ""})
    assert not Hold.objects.exists()
    stranger = scene()
    assert browser.post(f"/clients/{stranger.client.pk}/keep", {"until": soon}).status_code == 404


def rules_of(**changed: object) -> dict[str, object]:
    told: dict[str, object] = {}
    for kind in kinds():
        told[f"{kind.name}-days"] = kind.days
        if kind.on:
            told[f"{kind.name}-on"] = "on"
    return told | changed


def test_the_page_says_what_goes_tonight_and_rules_are_changed_on_record(at: Callable[..., None]) -> None:
    made = been_through_everything()
    at(NIGHT)
    page = said_by(made)
    sights = DoorSight.objects.count()
    assert f"<li>Steps at the door: {sights}</li>" in page
    assert "There has been no purge yet" in page
    browser = administrator(made)
    assert browser.post(PAGE, rules_of(**{"door-days": "3650"})).status_code == 302
    assert AuditRow.objects.latest("number").deed == "retention.changed"
    assert "Steps at the door:" not in said_by(made).split("<form")[1]
    run()
    assert "Steps at the door" in said_by(made)
    assert DoorSight.objects.count() == sights
    rows = AuditRow.objects.count()
    browser.post(PAGE, rules_of(**{"door-days": "3650"}))
    assert AuditRow.objects.filter(deed="retention.changed").count() == 1, "nothing was changed"
    assert AuditRow.objects.count() == rows


@pytest.mark.parametrize("days", ["", "0", "1", "-5", "99999999999999999999", "x", "１８０"])
def test_days_out_of_reach_are_refused_in_words(days: str) -> None:
    made = scene()
    answer = administrator(made).post(PAGE, rules_of(**{"door-days": days}))
    assert answer.status_code == (302 if days == "１８０" else 400)
    assert not Rule.objects.exists()


@pytest.mark.parametrize("role", ["adviser", "lead", "support", "administrator"])
def test_only_an_administrator_sees_and_changes_the_rules(role: str) -> None:
    made = scene()
    browser = administrator(made)
    Person.objects.filter(pk=made.adviser.pk).update(role=role)
    allowed = role == "administrator"
    assert browser.get(PAGE).status_code == (200 if allowed else 404)
    assert browser.post(PAGE, rules_of()).status_code == (302 if allowed else 404)
    soon = str(clock.now().date() + timedelta(days=30))
    kept = browser.post(f"/clients/{made.client.pk}/keep", {"until": soon})
    assert kept.status_code == (302 if allowed else 404)


def test_who_does_not_see_a_client_sees_a_number_on_the_list(at: Callable[..., None]) -> None:
    made = scene()
    at(NIGHT)
    old = quiet_client(made, "Kanarialintu", 400)
    rule(made, "clients", 365)
    assert "Kanarialintu" in said_by(made)
    made.adviser.offices.clear()
    page = said_by(made)
    assert "Kanarialintu" not in page
    assert f"Client {old.pk}" in page


def test_everybody_who_is_to_go_is_on_the_list_page_by_page(at: Callable[..., None]) -> None:  # N53
    made = scene()
    at(NIGHT)
    rule(made, "clients", 365)
    names = [quiet_client(made, f"Vanha{number:03}x", 400).first_name for number in range(ageing.SHOWN + 1)]
    first, second = said_by(made), said_by(made, page="2")
    before = ageing.SHOWN - 1  # the client of the scene is the first
    assert [name in first for name in names] == [True] * before + [False] * 2
    assert [name in second for name in names] == [False] * before + [True] * 2
    assert "page=2" in first and "page=1" in second and "page=3" not in second
    for odd in ("0", "x", "-1", "9" * 30):
        assert names[0] in said_by(made, page=odd)


def test_the_page_takes_as_many_statements_for_thirty_as_for_one(at: Callable[..., None]) -> None:
    made = scene()
    at(NIGHT)
    rule(made, "clients", 365)
    browser = administrator(made)
    taken = []
    for count in (1, 29):
        for number in range(count):
            quiet_client(made, f"Vanha-{count}-{number}", 400)
        Rule.objects.filter(kind="door").delete()
        with counted() as statements:
            assert browser.get(PAGE).status_code == 200
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 30, taken


def test_a_signed_out_browser_is_sent_to_sign_in() -> None:
    assert Browser().get(PAGE).status_code == 302
