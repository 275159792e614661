"""Staff send a client the link for choosing a time, and take it back; strangers do neither. # N7 N9"""

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.booking import services
from lasna.booking.queries.messages import booking_letter
from lasna.booking.services import OfferWish
from lasna.booking.tests.scene import Booking, booking
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.errors import UserError
from lasna.kernel.sms import size_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Booking:
    return booking()


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_the_message_says_how_and_names_neither_service_nor_type(made: Booking) -> None:
    message = Message.objects.get(kind="booking")
    assert (message.channel, message.address, message.language) == ("email", "demo@example.invalid", "fi")
    rendered = RENDERERS["booking"](message)
    assert rendered is not None
    assert rendered.subject == "Valitse aika tapaamiselle"
    assert f"http://testserver{made.address}" in rendered.text
    assert "Keskustelu" not in rendered.text
    assert "soita numeroon" in rendered.text
    services.withdraw_offer(link_id=made.link.pk, by=made.made.adviser)
    assert RENDERERS["booking"](message) is None


def test_staff_send_the_link_from_the_clients_card(made: Booking) -> None:
    desk = Browser()
    desk.force_login(made.made.adviser)
    client = made.made.client
    assert f"/clients/{client.pk}/times" in desk.get(f"/clients/{client.pk}").content.decode()
    page = desk.get(f"/clients/{client.pk}/times").content.decode()
    assert "aikaa ei ole vielä valittu" in page
    said = {"type": str(made.made.type.pk), "whom": "anybody", "send_by": "sms"}
    answer = desk.post(f"/clients/{client.pk}/times", said, follow=True)
    assert "Linkki lähtee." in answer.content.decode()
    link = client.booking_links.first()
    assert link is not None
    assert (link.adviser, link.sent_by) == (None, "sms")
    assert Message.objects.filter(kind="booking", channel="sms", address="+358401234567").count() == 1
    desk.post(f"/times/{link.pk}/withdraw")
    link.refresh_from_db()
    assert link.withdrawn_at is not None
    assert desk.post(f"/times/{link.pk}/withdraw").status_code == 404


def test_strangers_neither_send_nor_withdraw(made: Booking) -> None:
    elsewhere = booking().made
    desk = Browser()
    desk.force_login(elsewhere.adviser)
    assert desk.get(f"/clients/{made.made.client.pk}/times").status_code == 404
    assert desk.post(f"/times/{made.link.pk}/withdraw").status_code == 404
    assert made.fresh().withdrawn_at is None


def test_without_an_address_no_link_is_sent(made: Booking) -> None:
    client = made.made.client
    client.phone = ""
    client.save()
    with pytest.raises(UserError) as error:
        services.offer_times(
            client_id=client.pk,
            by=made.made.adviser,
            wish=OfferWish(made.made.type.pk, with_anybody=False, send_by="sms"),
        )
    assert error.value.code == "client.no_address"


def test_the_page_says_how_many_text_messages_the_link_takes(made: Booking, browser: Browser) -> None:  # N9
    browser.force_login(made.made.adviser)
    page = browser.get(f"/clients/{made.made.client.pk}/times").content.decode()
    with translation.override("fi"):
        sent = booking_letter(made.link, "sms").as_sms().text
    assert f"{size_of(sent).parts} tekstiviestiä</p>" in page
