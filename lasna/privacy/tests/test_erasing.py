"""Erasing one client: nothing of the person is left, and what stays is as promised. # N53"""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from lasna.clients.models import Client, ClientImport
from lasna.contacts.models import Contact
from lasna.correspondence.models import MailboxItem, Message
from lasna.errors import UserError
from lasna.kernel import clock, ledger
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.audit.verify import verify_all
from lasna.kernel.live.models import StoredEvent
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Person
from lasna.privacy.models import Erasure
from lasna.privacy.services import erasing
from lasna.privacy.tests.story import (
    CANARIES,
    NAME,
    administrator,
    been_through_everything,
    files_with,
    plan_another,
    promised_and_tried,
    rows_with,
    send_all,
)


@pytest.fixture(autouse=True)
def _own_ledger() -> None:
    erasing.ledger_path().unlink(missing_ok=True)


def page_of(made: Scene) -> str:
    return f"/clients/{made.client.pk}/erase"


def erase(made: Scene) -> Erasure:
    return erasing.erase_client(client_id=made.client.pk, by=made.adviser, typed=made.client.name)


@pytest.mark.django_db(transaction=True)
def test_after_erasing_the_canary_is_found_nowhere(caplog: pytest.LogCaptureFixture) -> None:  # N53
    for name in ("lasna", "django", "allauth"):
        caplog.set_level(logging.DEBUG, logger=name)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    made = been_through_everything()
    promised_and_tried(made)
    send_all()
    heard = _heard_of_redis()
    plan_another(made)
    browser = administrator(made)
    tables = {told.partition(".")[0] for told in rows_with()}
    assert tables >= {
        "clients_client",
        "clients_clientimport",
        "contacts_agreement",
        "contacts_contact",
        "correspondence_mailboxitem",
        "correspondence_message",
        "guidance_helprequest",
        "guidance_trial",
        "live_storedevent",
        "meetings_invitation",
        "meetings_meeting",
        "meetings_participant",
    }
    _press_all_through(made, browser)
    assert rows_with() == []
    assert _held_by_redis(heard) == []
    erasing.clear_traces(at_once=True)
    assert files_with() == []
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("lasna")]
    assert [line for line in lines for word in CANARIES if word in line] == []
    assert verify_all() == [(made.organisation.pk, None)]


def _press_all_through(made: Scene, browser: Browser) -> None:
    """What is to come is cancelled with one press, its message leaves, and the name is typed."""
    browser.post(f"{page_of(made)}/cancel")
    send_all()
    answer = browser.post(page_of(made), {"typed": f" qvx  {NAME.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, "/clients")


def _heard_of_redis() -> Any:
    """On SQLite there is no Redis."""
    if not settings.LASNA_REDIS_URL:
        return None
    heard: Any = redis.Redis.from_url(settings.LASNA_REDIS_URL).pubsub()  # type: ignore[no-untyped-call]  # theirs
    heard.psubscribe("*")
    return heard


def _held_by_redis(heard: Any) -> list[str]:
    """Keys (there are none), and what passes through: numbers."""
    if heard is None:
        return []
    server = redis.Redis.from_url(settings.LASNA_REDIS_URL)
    said = list(map(str, server.keys("*")))
    while message := heard.get_message(timeout=0.5):
        said.append(str(message))
    assert len(said) > 1, "the hints were heard"
    return [text for text in said for word in CANARIES if word in text]


def counted_contacts() -> list[tuple[object, ...]]:
    """What statistics count."""
    kept = ("office", "adviser", "began", "ended", "channel", "outcome")
    return list(Contact.objects.order_by("pk").values_list(*kept))


@pytest.mark.django_db
def test_what_stays_is_what_was_promised() -> None:  # N53
    made = been_through_everything()
    before = list(
        Contact.objects.order_by("pk").values_list("office", "adviser", "began", "channel", "outcome")
    )
    audit = AuditRow.objects.count()
    erased = erase(made)
    after = list(
        Contact.objects.order_by("pk").values_list("office", "adviser", "began", "channel", "outcome")
    )
    assert after == before
    assert len(after) == 2
    assert not Contact.objects.exclude(client=None, meeting=None, line="").exists()
    assert (AuditRow.objects.count(), AuditRow.objects.latest("number").deed) == (audit + 1, "client.erased")
    assert {name: count for name, count in erased.counts.items() if count} == {
        "contacts": 2,
        "links": 1,
        "messages": 3,
        "meetings": 1,
        "details": 1,
    }
    assert not Meeting.objects.exists()
    assert not MailboxItem.objects.exists()
    assert not StoredEvent.objects.exclude(room__kind="desk").exists()
    seqs = list(StoredEvent.objects.filter(room=made.adviser.desk_id).values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1)), "the desk's stream has no gap"


def other_client(made: Scene, first_name: str, last_name: str = "Demo") -> Client:
    return Client.objects.create(
        organisation=made.organisation, office=made.office, first_name=first_name, last_name=last_name
    )


@pytest.mark.django_db
def test_others_keep_everything() -> None:
    made = been_through_everything()
    other = other_client(made, "Muu")
    stranger = scene()
    stranger.wait()
    before = _all_of(stranger)
    erase(made)
    assert Client.objects.filter(pk=other.pk).exists()
    assert _all_of(stranger) == before
    assert "Aino Demo" in str(list(StoredEvent.objects.filter(room=stranger.adviser.desk_id).values("body")))


def _all_of(made: Scene) -> list[object]:
    rooms = [made.meeting.room_id, made.guest.door_id, made.adviser.desk_id]
    told = StoredEvent.objects.filter(room__in=rooms).order_by("pk").values_list("pk", "body")
    return [*told, *Message.objects.filter(organisation=made.organisation).values_list("pk", "address")]


@pytest.mark.django_db
def test_link_and_device_are_worth_nothing_any_more() -> None:
    made = been_through_everything()
    guest = Browser()
    guest.cookies.load(made.cookies())
    link = made.link
    assert guest.get(link).status_code == 200
    erase(made)
    assert guest.get(link).status_code == 404


@pytest.mark.django_db
def test_what_waits_to_be_sent_is_never_sent() -> None:
    made = been_through_everything()
    waits = Message.objects.filter(about=made.invitation.pk).latest("pk")
    Message.objects.filter(pk=waits.pk).update(state="pending", sent_at=None)
    MailboxItem.objects.all().delete()
    erase(made)
    send_all()
    assert not MailboxItem.objects.exists()


@pytest.mark.django_db
def test_a_message_that_leaves_just_now_is_waited_for() -> None:
    made = been_through_everything()
    Message.objects.filter(about=made.invitation.pk).update(state="sending")
    with pytest.raises(UserError) as refusal:
        erase(made)
    assert refusal.value.code == "erase.message_leaves"
    Message.objects.filter(about=made.invitation.pk).update(state="unknown")
    assert erase(made).counts["messages"] == 3


@pytest.mark.django_db
def test_a_backup_made_while_a_message_left_keeps_nobody() -> None:  # N46
    made = been_through_everything()
    Message.objects.filter(about=made.invitation.pk).update(state="sending")
    line = ledger.Line(made.organisation.pk, made.client.pk, clock.now().isoformat(), "ours")
    told = erasing.erase_anew([line], made_at=clock.now())
    assert (told.erased, told.absent) == (1, 0)
    assert not Client.objects.filter(pk=made.client.pk).exists()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_meeting_under_way_is_ended_first_and_one_to_come_cancelled() -> None:
    made = scene(starts_in=timedelta(minutes=10))
    browser = administrator(made)
    typed = {"typed": made.client.name}
    assert "Cancel these meetings and tell the client" in browser.get(page_of(made)).content.decode()
    answer = browser.post(page_of(made), typed)
    assert (answer.status_code, "Cancel them first." in answer.content.decode()) == (409, True)
    made.admit()
    answer = browser.post(page_of(made), typed)
    assert (answer.status_code, "End it first." in answer.content.decode()) == (409, True)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert browser.post(page_of(made), typed).status_code == 302
    assert not Client.objects.filter(pk=made.client.pk).exists()


@pytest.mark.django_db
def test_cancelling_what_is_to_come_tells_the_client() -> None:
    made = scene(starts_in=timedelta(days=1))
    browser = administrator(made)
    answer = browser.post(f"{page_of(made)}/cancel", follow=True)
    assert "1 meeting is cancelled." in answer.content.decode()
    assert "waiting to be sent" in answer.content.decode()
    assert Message.objects.filter(kind="cancelled", about=made.invitation.pk, state="pending").exists()
    send_all()
    assert "waiting to be sent" not in browser.get(page_of(made)).content.decode()


@pytest.mark.django_db
def test_the_wrong_name_erases_nobody() -> None:
    made = been_through_everything()
    browser = administrator(made)
    for typed in ("", "Muu", NAME):
        answer = browser.post(page_of(made), {"typed": typed})
        assert answer.status_code == 409
        assert Client.objects.filter(pk=made.client.pk).exists()
    assert browser.post(page_of(made), {"typed": f"Qvx {NAME}"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["adviser", "lead", "support", "administrator"])
def test_only_an_administrator_of_the_office_erases(role: str) -> None:
    made = scene()
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    browser = administrator(made)
    Person.objects.filter(pk=made.adviser.pk).update(role=role)
    typed = {"typed": made.client.name}
    allowed = role == "administrator"
    assert browser.get(page_of(made)).status_code == (200 if allowed else 404)
    elsewhere = person(scene().organisation, made.office)
    Person.objects.filter(pk=elsewhere.pk).update(role="administrator")
    other = Browser()
    other.force_login(elsewhere)
    assert other.post(page_of(made), typed).status_code == 404
    assert browser.post(page_of(made), typed).status_code == (302 if allowed else 404)
    assert Client.objects.filter(pk=made.client.pk).exists() is not allowed


@pytest.mark.django_db
def test_an_import_that_names_the_client_is_forgotten_and_another_is_not() -> None:
    made = been_through_everything()
    colleague = person(made.organisation, made.office)
    kept = ClientImport.objects.create(
        person=colleague, office=made.office, content=_sealed("Muu Demo"), created_at=clock.now()
    )
    erase(made)
    assert list(ClientImport.objects.values_list("pk", flat=True)) == [kept.pk]


def _sealed(name: str) -> str:
    from lasna.kernel.keys import sealed

    return sealed(f'[["Nimi"], [[1, ["{name}"]]]]')


@pytest.mark.django_db
def test_the_list_of_the_erased_is_written_with_it_or_nothing_is_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = been_through_everything()

    def full(path: object, lines: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger, "append", full)
    with pytest.raises(UserError) as refusal:
        erase(made)
    assert refusal.value.code == "erase.list"
    assert Client.objects.filter(pk=made.client.pk).exists()
    monkeypatch.undo()
    erase(made)
    (line,) = ledger.read(erasing.ledger_path())
    assert (line.chain, line.client) == (made.organisation.pk, made.client.pk)
    assert erasing.ledger_path().stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_another_machine_learns_who_was_erased() -> None:
    made = been_through_everything()
    erase(made)
    erasing.ledger_path().unlink()
    assert [erasing.complete_ledger(), erasing.complete_ledger()] == [1, 0]
    assert [line.client for line in ledger.read(erasing.ledger_path())] == [made.client.pk]


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_file_itself_forgets_also_among_many() -> None:  # N53
    """Pages that were split and balanced keep copies in their unused part; the file is written anew."""
    if connection.vendor != "sqlite":
        # PostgreSQL's dead rows go with its own vacuum: nothing is claimed, and nothing written anew.
        assert erasing.clear_traces() is True
        return
    made = been_through_everything()
    for number in range(400):
        other_client(made, f"Demo-{number * 7919 % 400}", "x" * (number % 90))
        if number % 40 == 0:
            made.client.last_name = NAME + "a" * (number // 8)
            made.client.save()
    erase(made)
    assert erasing.clear_traces(at_once=True) is True
    assert files_with() == []
    assert Erasure.objects.get().cleared_at is not None
    assert Path(connection.settings_dict["NAME"]).read_bytes()[:6] == b"SQLite"
