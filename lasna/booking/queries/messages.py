"""The message that brings a link for choosing a time. Never the service, the type or the agenda."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.booking.models import BookingLink, Waiting
from lasna.booking.queries.links import address_of
from lasna.clients.models import Client
from lasna.correspondence.protocol import Letter, Link, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.kernel import clock
from lasna.kernel.phones import read_phone
from lasna.kernel.web.times import dated_time, in_zone
from lasna.people.models import Person
from lasna.wording.protocol import CALL_BACK, ORGANISATION, Template, offer_words
from lasna.wording.queries import letter_of
from lasna.wording.states import Placeholder, Values

NAME = Placeholder(
    "name",
    gettext_lazy("The adviser's name, where the client meets one of them. Otherwise the line is left out."),
    may_be_empty=True,
)
LINK = Placeholder(
    "link", gettext_lazy("The link by which the client chooses a time."), required=True, is_link=True
)
UNTIL = Placeholder(
    "until", gettext_lazy("The last day the link works. Without one the line is left out."), may_be_empty=True
)


def _ready() -> Letter:
    return Letter(
        _("Choose a time for your meeting"),
        [
            "\n".join([_("You can choose yourself when we meet."), _("Your adviser is {name}.")]),
            _("Open the link and choose a time."),
            Link(str(LINK), _("Choose a time")),
            "\n".join(
                [
                    _("By the same link you can change the time or cancel it."),
                    _("The link works until {until}."),
                ]
            ),
            _("If you do not want to choose it yourself, call {call_back}."),
            str(ORGANISATION),
        ],
    )


def _sample(person: Person) -> Values:
    until = _said_day(clock.now() + BookingLink.LASTS, settings.TIME_ZONE)
    return _values(person, person, f"{settings.LASNA_URL}/b{ENDS_WITHOUT}", until)


def _said_day(until: datetime, zone: str) -> str:
    return date_format(in_zone(until, zone), "SHORT_DATE_FORMAT")


offer_words(
    Template(
        name="booking",
        kinds=["booking"],
        title=gettext_lazy("Choosing a time"),
        ready=_ready,
        placeholders=[LINK, NAME, UNTIL, CALL_BACK, ORGANISATION],
        sample=_sample,
        by_letter=True,
    )
)


WHEN = Placeholder(
    "when", gettext_lazy("The day and the time that became free."), required=True, in_subject=True
)
ANSWER_BY = Placeholder("answer_by", gettext_lazy("Until when the client can answer."), required=True)


def _ready_offer() -> Letter:
    return Letter(
        _("A time has become free: {when}"),
        [
            _("A time has become free: {when}."),
            _("If you want it, take it by {answer_by}. After that it goes to the next one."),
            Link(str(LINK), _("See the time")),
            _("If it does not suit you, you do not have to do anything."),
            _("If you do not want to choose it yourself, call {call_back}."),
            str(ORGANISATION),
        ],
    )


def _sample_offer(person: Person) -> Values:
    at = clock.now().replace(minute=0, second=0, microsecond=0)
    address = f"{settings.LASNA_URL}/b{ENDS_WITHOUT}"
    return _offer_values(
        person, address, (at + timedelta(days=1), at + timedelta(hours=2)), settings.TIME_ZONE
    )


offer_words(
    Template(
        name="booking_offer",
        kinds=["booking_offer"],
        title=gettext_lazy("A time that became free"),
        ready=_ready_offer,
        placeholders=[LINK, WHEN, ANSWER_BY, CALL_BACK, ORGANISATION],
        sample=_sample_offer,
    )
)


def offer_letter(link: BookingLink, waiting: Waiting, channel: str) -> Letter:
    assert waiting.starts is not None
    assert waiting.until is not None
    values = _offer_values(
        link.made_by, address_of(link), (waiting.starts, waiting.until), link.client.office.zone
    )
    return letter_of("booking_offer", organisation_id=link.organisation_id, channel=channel, values=values)


def _offer_values(by: Person, address: str, times: tuple[datetime, datetime], zone: str) -> Values:
    """``times``: what is offered, and until when."""
    starts, until = times
    return {
        "when": dated_time(starts, zone),
        "answer_by": dated_time(until, zone),
        "link": address,
        "call_back": read_phone(by.calls_from),
        "organisation": one_line(by.organisation.name),
    }


def booking_letter(link: BookingLink, channel: str) -> Letter:
    values = _values(
        link.made_by, link.adviser, address_of(link), _said_day(link.until, link.client.office.zone)
    )
    return letter_of("booking", organisation_id=link.organisation_id, channel=channel, values=values)


def sample_letter(client: Client, by: Person) -> Letter:
    """As it would be sent by text message, by ``by`` for a time with themselves, before there is a link."""
    until = _said_day(clock.now() + BookingLink.LASTS, client.office.zone)
    values = _values(by, by, f"{settings.LASNA_URL}/b{ENDS_WITHOUT}", until)
    return letter_of("booking", organisation_id=client.organisation_id, channel="sms", values=values)


def _values(by: Person, adviser: Person | None, address: str, until: str) -> Values:
    """``adviser`` None: with anybody of the office."""
    return {
        "name": one_line(adviser.name) if adviser else "",
        "link": address,
        "until": until,
        "call_back": read_phone(by.calls_from),
        "organisation": one_line(by.organisation.name),
    }
