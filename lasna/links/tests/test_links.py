"""Links only: sent in the talk, refused in words, on record afterwards, gone with the client. # N23"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import translation
from pytest_django.fixtures import Settings

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.personal import kinds, parts
from lasna.links.models import SharedLink
from lasna.links.services import _WHY, MOST, share_link
from lasna.links.tests.test_states import ALL, OURS, TRICKS
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.guests import guest_screen
from lasna.meetings.tests.scene import Scene, scene
from lasna.organisation.services import Word
from lasna.room import services as room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


@pytest.fixture
def made() -> Scene:
    talking = scene()
    talking.admit()
    room.sit(visit=guest_screen(talking))
    return talking


def send(made: Scene, address: str = "www.kela.fi/tuki") -> SharedLink:
    return share_link(participant_id=made.guest.pk, address=address)


def say(made: Scene, chat: str) -> None:
    meetings.say_rules_of_meeting(meeting_id=made.meeting.pk, by=made.adviser, words={"chat": Word(chat)})


def test_a_link_is_told_to_the_room_and_on_record(made: Scene) -> None:
    link = send(made)
    assert (link.address, link.host) == ("https://www.kela.fi/tuki", "www.kela.fi")
    told = StoredEvent.objects.get(type="links.shared")
    assert told.room_id == made.meeting.room_id
    assert told.body["shared"] == {
        "link": link.pk,
        "by": made.guest.pk,
        "name": made.guest.name,
        "address": "https://www.kela.fi/tuki",
        "host": "www.kela.fi",
        "plain": "",
        "at": link.at.isoformat(),
    }
    row = AuditRow.objects.get(deed="link.shared")
    assert (row.who, row.subject) == (f"participant:{made.guest.pk}", "meeting")
    assert "kela" not in str(row.__dict__)


def test_a_host_of_special_letters_is_told_in_both_ways(made: Scene) -> None:
    send(made, "https://työmarkkinatori.fi")
    shared = StoredEvent.objects.get(type="links.shared").body["shared"]
    assert (shared["host"], shared["plain"]) == ("työmarkkinatori.fi", "xn--tymarkkinatori-wpb.fi")


@pytest.mark.parametrize("code", TRICKS)
def test_a_trick_is_refused_in_words_and_told_to_nobody(made: Scene, code: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = OURS
    refused = []
    for _code, typed in [each for each in ALL if each[0] == code]:
        with pytest.raises(UserError) as error:
            send(made, typed)
        refused.append(error.value)
    assert {each.code for each in refused} == {code}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            words = str(_WHY[code])
            assert words.endswith(".") and len(words) > 20
    assert not SharedLink.objects.exists() and not StoredEvent.objects.filter(type="links.shared").exists()


def test_every_reason_has_words() -> None:
    assert set(_WHY) == set(TRICKS)


def test_where_nothing_may_be_sent_the_server_says_who_decided_so(made: Scene) -> None:
    send(made)
    say(made, "off")
    with pytest.raises(UserError) as error:
        send(made)
    assert error.value.code == "link.off"
    words = "Linkkejä ei voi lähettää tässä tapaamisessa. Näin on päättänyt tapaamisen työntekijä."
    assert str(error.value.message) == words
    say(made, "links")
    send(made)
    assert SharedLink.objects.count() == 2


def test_who_is_not_in_the_room_sends_nothing(made: Scene) -> None:
    meetings.hold(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(NotHere):
        send(made)
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    send(made)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    with pytest.raises(UserError) as error:
        send(made)
    assert error.value.code == "meeting.already_ended"


def test_a_meeting_has_room_for_so_many(made: Scene) -> None:
    one = send(made)
    SharedLink.objects.bulk_create(
        SharedLink(meeting=one.meeting, by=one.by, address=one.address, host=one.host, at=one.at)
        for _number in range(MOST - 1)
    )
    with pytest.raises(UserError) as error:
        send(made)
    assert error.value.code == "link.too_many"


def test_links_are_on_the_meetings_page_afterwards(made: Scene) -> None:
    send(made)
    browser = Browser()
    browser.force_login(made.adviser)
    page = f"/meetings/{made.meeting.pk}"
    assert "www.kela.fi" not in browser.get(page).content.decode()
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    text = browser.get(page).content.decode()
    assert 'href="https://www.kela.fi/tuki" target="_blank" rel="noopener noreferrer"' in text


def test_links_are_in_the_clients_copy_and_go_with_the_client(made: Scene) -> None:
    send(made)
    (part,) = [part for part in parts() if part.name == "links"]
    assert part.count(made.client.pk) == 1
    (section,) = part.export(made.client.pk)
    assert [row[2:] for row in section.rows] == [(made.guest.name, "https://www.kela.fi/tuki")]
    assert part.erase(made.client.pk) == 1
    assert part.count(made.client.pk) == 0


def test_old_links_go_once_an_administrator_says_so(made: Scene) -> None:
    send(made)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    (kind,) = [kind for kind in kinds() if kind.name == "links"]
    assert not kind.on
    later = clock.now() + timedelta(days=1)
    Meeting.objects.filter(pk=made.meeting.pk).update(ends=clock.now())
    assert kind.count(made.organisation.pk, clock.now() - timedelta(days=1)) == 0
    assert kind.count(made.organisation.pk, later) == 1
    assert kind.purge(made.organisation.pk, later, 10) == 1
    assert not SharedLink.objects.exists()
