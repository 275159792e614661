"""The message that brings a link for choosing a time. Never the service, the type or the agenda."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lasna.booking.models import BookingLink
from lasna.booking.queries.links import address_of
from lasna.clients.models import Client
from lasna.correspondence.protocol import Letter, Link, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.kernel import clock
from lasna.kernel.phones import read_phone
from lasna.kernel.web.times import in_zone
from lasna.people.models import Person


def booking_letter(link: BookingLink) -> Letter:
    return _letter(link, address_of(link))


def sample_letter(client: Client, by: Person) -> Letter:
    """As it would be sent by ``by`` for a time with themselves, before there is a link."""
    until = clock.now() + BookingLink.LASTS
    link = BookingLink(
        organisation=client.organisation,
        client=client,
        adviser=by,
        made_by=by,
        made_at=clock.now(),
        until=until,
    )
    return _letter(link, f"{settings.LASNA_URL}/b{ENDS_WITHOUT}")


def _letter(link: BookingLink, address: str) -> Letter:
    """An adviser of None: with anybody of the office."""
    client, adviser, by = link.client, link.adviser, link.made_by
    until = date_format(in_zone(link.until, client.office.zone), "SHORT_DATE_FORMAT")
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
            " ".join(
                [
                    _("By the same link you can change the time or cancel it."),
                    _("The link works until {day}.").format(day=until),
                ]
            ),
            *call,
            one_line(client.organisation.name),
        ],
    )
