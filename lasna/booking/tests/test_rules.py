"""How late and how far ahead clients choose is their organisation's to say. # N7 N44"""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.booking.tests.scene import Booking, booking, in_days
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
PAGE = "/administration/booking"


@pytest.fixture
def own() -> Booking:
    return booking()


@pytest.fixture
def desk(own: Booking) -> Browser:
    adviser = own.made.adviser
    Person.objects.filter(pk=adviser.pk).update(role=Person.Role.ADMINISTRATOR)
    browser = Browser()
    browser.force_login(Person.objects.get(pk=adviser.pk))
    return browser


def test_as_long_as_nobody_says_otherwise_it_is_twelve_hours_and_eight_weeks(
    own: Booking, desk: Browser
) -> None:
    page = desk.get(PAGE).content.decode()
    assert '<option value="12" selected>12 tuntia ennen' in page
    assert '<option value="8" selected>8 viikkoa ennen' in page
    free = own.free()
    assert (free.window.first, free.window.last) == (in_days(0), in_days(56))
    assert own.times()[0] >= clock.now() + timedelta(hours=12)


def test_what_an_administrator_says_holds_for_every_link_at_once(own: Booking, desk: Browser) -> None:
    late = own.times(400)[-1]
    answer = desk.post(PAGE, {"notice": "72", "weeks": "2"}, follow=True)
    assert "Tallennettu." in answer.content.decode()
    free = own.free()
    assert (free.window.first, free.window.last) == (in_days(0), in_days(14))
    assert own.times()[0] >= clock.now() + timedelta(hours=72)
    assert max(free.days()) <= in_days(14)
    with pytest.raises(UserError) as refused:
        own.take(late)
    assert refused.value.code == "booking.not_free"
    assert own.take().starts >= clock.now() + timedelta(hours=72)
    assert AuditRow.objects.filter(deed="organisation.booking_changed").count() == 1


@pytest.mark.parametrize(
    "said", [{}, {"notice": "0", "weeks": "8"}, {"notice": "12", "weeks": "-1"}, {"notice": "12"}]
)
def test_nothing_but_the_choices_is_accepted(own: Booking, desk: Browser, said: dict[str, str]) -> None:
    assert desk.post(PAGE, said).status_code == 200
    organisation = Person.objects.get(pk=own.made.adviser.pk).organisation
    assert (organisation.booking_notice, organisation.booking_weeks) == (12, 8)
    assert not AuditRow.objects.filter(deed="organisation.booking_changed").exists()
