"""The message that brings a link for choosing a time. Never the service, the type or the agenda."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lasna.booking.models import BookingLink
from lasna.booking.queries.links import address_of
from lasna.clients.models import Client
from lasna.correspondence.protocol import Letter, Link, one_line
from lasna.kernel.phones import read_phone
from lasna.kernel.web.times import in_zone
from lasna.people.models import Person


def booking_letter(link: BookingLink) -> Letter:
    until = date_format(in_zone(link.until, link.client.office.zone), "SHORT_DATE_FORMAT")
    last = [_("The link works until {day}.").format(day=until)]
    return _letter(link.client, link.made_by, link.adviser, address_of(link), last)


def sample_letter(client: Client, by: Person, adviser: Person | None, address: str) -> Letter:
    """As it would be sent, before there is a link."""
    return _letter(client, by, adviser, address, [])


def _letter(client: Client, by: Person, adviser: Person | None, address: str, last: list[str]) -> Letter:
    """``adviser`` None: with anybody of the office."""
    whom = [_("Your adviser is {name}.").format(name=one_line(adviser.name))] if adviser else []
    number = read_phone(by.calls_from)
    call = (
        [_("If you do not want to choose it yourself, call {number}.").format(number=number)]
        if number
        else []
    )
    return Letter(
        _("Choose a time for your meeting"),
        [
            " ".join([_("You can choose yourself when we meet."), *whom]),
            _("Open the link and choose a time."),
            Link(address, _("Choose a time")),
            " ".join([_("By the same link you can change the time or cancel it."), *last]),
            *call,
            one_line(client.organisation.name),
        ],
    )
