"""Every page that shows a client leaves a row that says who looked. # N44"""

import re

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from lasna.contacts.models import Contact
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.audit.verify import verify_all
from lasna.meetings import services
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
CANARY = "Kanarialintu"


def pages(patterns: list[URLPattern | URLResolver], ids: dict[str, int]) -> list[str]:
    """Each address of staff, with the ids of this scene."""
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += pages(pattern.url_patterns, ids)
        elif all(name in ids for name in pattern.pattern.converters):
            route = str(pattern.pattern)
            found.append("/" + re.sub(r"<\w+:(\w+)>", lambda part: str(ids[part.group(1)]), route))
    return found


def colleague(set_up: Scene) -> Person:
    made = Person.objects.create_person(
        email=f"{Person.objects.count()}@example.invalid", name="Demo", organisation=set_up.organisation
    )
    made.offices.add(set_up.office)
    return made


def rows_of(reader: Person, client_id: int) -> list[str]:
    rows = AuditRow.objects.filter(who=f"person:{reader.pk}", subject="client")
    return [row.deed for row in rows if client_id in row.ids]


def crawl(set_up: Scene) -> set[str]:
    """The addresses that showed the client, each opened by a colleague who had looked at nothing yet."""
    contact = Contact.objects.filter(client=set_up.client).first()
    ids = {"client_id": set_up.client.pk, "meeting_id": set_up.meeting.pk}
    ids |= {"contact_id": contact.pk} if contact else {}
    shown = set()
    for address in [*pages(get_resolver("lasna.config.urls").url_patterns, ids), f"/clients?q={CANARY}"]:
        for reader in (colleague(set_up), set_up.adviser):
            browser = Browser()
            browser.force_login(reader)
            answer = browser.get(address)
            if CANARY in answer.content.decode(errors="replace"):
                shown.add(address)
                assert rows_of(reader, set_up.client.pk), f"{address} shows the client and leaves no row"
    return shown


def test_every_page_that_shows_a_client_says_who_looked() -> None:  # N44
    set_up = scene()
    set_up.client.last_name = CANARY
    set_up.client.save()
    set_up.wait()
    shown = crawl(set_up)
    assert {"/", "/clients", f"/clients/{set_up.client.pk}", f"/meetings/{set_up.meeting.pk}"} <= shown
    services.admit(participant_id=set_up.guest.pk, by=set_up.adviser)
    services.end_meeting(meeting_id=set_up.meeting.pk, by=set_up.adviser)
    assert "/contacts" in crawl(set_up)
    assert verify_all() == [(set_up.organisation.pk, None)]
    assert CANARY not in "".join(str(row) for row in AuditRow.objects.values_list())
