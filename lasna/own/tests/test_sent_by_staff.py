"""Staff send the link of a client's own page, and shut the page. # N1"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.correspondence.models import Message
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=True):
        yield


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


def staff(made: Scene) -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def test_staff_send_the_link_from_the_card_and_shut_the_page(made: Scene) -> None:
    desk, address = staff(made), f"/clients/{made.client.pk}/own-page"
    assert address in desk.get(f"/clients/{made.client.pk}").content.decode()
    assert "has no link that works" in desk.get(address).content.decode()
    assert desk.post(f"{address}/code").status_code == 404
    assert desk.post(f"{address}/withdraw").status_code == 404
    assert desk.post(f"{address}/send", {"way": "sms"})["Location"] == address
    message = Message.objects.get(kind="own_page")
    assert (message.channel, message.address) == ("sms", made.client.phone)
    assert "The client gets the code by e-mail." in desk.get(address).content.decode()
    assert desk.post(f"{address}/withdraw")["Location"] == address
    assert "has no link that works" in desk.get(address).content.decode()
    deeds = list(AuditRow.objects.order_by("number").values_list("deed", flat=True))
    assert deeds.count("client.own_page_sent") == deeds.count("client.own_page_withdrawn") == 1


def test_without_the_address_no_link_is_sent() -> None:
    made = scene(email="", send_by="sms")
    answer = staff(made).post(f"/clients/{made.client.pk}/own-page/send", {"way": "email"})
    assert (answer.status_code, Message.objects.filter(kind="own_page").count()) == (409, 0)
