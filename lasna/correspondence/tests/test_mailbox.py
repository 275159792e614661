"""The mailbox page: the demo's messages as clients would see them, and nobody else's."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lasna.correspondence import adapters
from lasna.correspondence.models import MailboxItem
from lasna.correspondence.protocol import Rendered
from lasna.correspondence.tests.scene import organisation, queued
from lasna.people.models import Organisation

pytestmark = pytest.mark.django_db
LINK = "http://testserver/m/abc-DEF_123"


def arrived(sender: Organisation, rendered: Rendered, **more: str) -> MailboxItem:
    message = queued(sender, **more)
    adapters.Mailbox(message.Channel(message.channel)).send(adapters.outgoing(message, rendered))
    return message.mailbox_item


def page_of(client: Client, address: str = "/mailbox") -> str:
    answer = client.get(address, headers={"Accept-Language": "fi"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_demo_there_is_no_mailbox(client: Client) -> None:  # N44
    arrived(organisation(), Rendered("Hei", "Hei", calendar="BEGIN:VCALENDAR"))
    item = MailboxItem.objects.get()
    assert client.get("/mailbox").status_code == 404
    assert client.get(f"/mailbox/{item.pk}/meeting.ics").status_code == 404


def test_a_demo_shows_its_own_messages_alone(client: Client) -> None:  # N44
    arrived(organisation(), Rendered("Salainen", "Salainen"))
    arrived(organisation(demo=True), Rendered("Avoin", "Avoin"))
    page = page_of(client)
    assert "Avoin" in page
    assert "Salainen" not in page


def test_an_empty_mailbox_says_what_to_do_first(client: Client) -> None:
    organisation(demo=True)
    assert "Sovi tapaaminen ja lähetä kutsu" in page_of(client)


def test_mails_and_text_messages_show_with_links_to_press(client: Client) -> None:  # N9
    sender = organisation(demo=True)
    mail = arrived(sender, Rendered("Tapaaminen", f"Hei:\n{LINK}", calendar="BEGIN:VCALENDAR\r\n"))
    arrived(
        sender,
        Rendered("", f"Hei\n\n{LINK}\n\n@testserver #123456"),
        channel="sms",
        address="040 123 4567",
    )
    page = page_of(client)
    assert page.count(f'<a href="{LINK}" rel="nofollow">{LINK}</a>') == 2
    assert "Keskusta → maija@example.fi" in page
    assert "040 123 4567" in page
    assert page.index("mailbox-sms") < page.index("mailbox-mail"), "the newest is first"
    file = client.get(f"/mailbox/{mail.pk}/meeting.ics")
    assert (file.status_code, file.content) == (200, b"BEGIN:VCALENDAR\r\n")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="meeting.ics"'


def test_a_message_without_attachment_has_none(client: Client) -> None:
    item = arrived(organisation(demo=True), Rendered("Hei", "Hei"))
    assert client.get(f"/mailbox/{item.pk}/meeting.ics").status_code == 404


def test_the_messages_of_one_address_can_be_chosen(client: Client) -> None:
    sender = organisation(demo=True)
    arrived(sender, Rendered("Maijalle", "x"))
    arrived(sender, Rendered("Pekalle", "x"), address="pekka@example.fi")
    page = page_of(client, "/mailbox?address=pekka@example.fi")
    assert "Pekalle" in page
    assert "Maijalle" not in page
    assert "Maijalle" in page_of(client, "/mailbox?address=%00'\"<script>"), "what is no address is nobody's"
    none_yet = page_of(client, "/mailbox?address=liisa@example.fi")
    assert "mailbox-empty" in none_yet and "Maijalle" not in none_yet
    assert '<option value="liisa@example.fi" selected>' in none_yet


def test_a_message_cannot_bring_a_script(client: Client) -> None:  # N44
    bad = "<script>alert(1)</script> javascript:alert(1) {{7*7}}"
    arrived(organisation(demo=True), Rendered(bad, bad, html=bad))
    page = page_of(client)
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "{{7*7}}" in page


def test_the_mailbox_asks_no_more_for_thirty_messages(client: Client) -> None:
    sender = organisation(demo=True)
    counts = []
    for number in (1, 29):
        for _item in range(number):
            arrived(sender, Rendered("Hei", "Hei"))
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
