"""Ids and tokens from outside become objects here, and nowhere else."""

from django.db.models import Exists, OuterRef, QuerySet

from lasna.booking.models import BookingLink, OpeningException, OpeningHour
from lasna.clients.access import clients_in, standing_towards
from lasna.errors import NotHere
from lasna.kernel import keys
from lasna.meetings.queries.groups import groups_ahead
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.policy import Action, require

WITH = (
    "organisation",
    "client__office",
    "client__adviser",
    "adviser",
    "type",
    "meeting__adviser",
    "place__meeting",
    "made_by",
    "waiting",
)


def hours_for(person: Person, hours_id: int) -> OpeningHour:
    """A line of the person's own week."""
    line = OpeningHour.objects.filter(pk=hours_id, person=person).first()
    if line is None:
        raise NotHere("hours")
    return line


def exception_for(person: Person, exception_id: int) -> OpeningException:
    own = OpeningException.objects.filter(pk=exception_id, person=person).first()
    if own is None:
        raise NotHere("exception")
    return own


def links() -> QuerySet[BookingLink]:
    return BookingLink.objects.select_related(*WITH)


def link_for(person: Person, link_id: int, action: Action) -> BookingLink:
    """The link of a client with whom ``person`` may do ``action``."""
    near = clients_in(person.organisation_id, office_ids_of(person)).order_by().values("pk")
    link = links().filter(pk=link_id, client__in=near).first()
    if link is None:
        raise NotHere("booking_link")
    require(action, standing_towards(link.client, person))
    return link


def link_at(token: str) -> BookingLink:
    """The link that a client holds. Unknown, malformed and withdrawn ones are all simply not here. With
    ``groups``: whether a group of its type is to come in the client's office."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere("booking_link")
    groups = groups_ahead().filter(office=OuterRef("client__office"), type=OuterRef("type"))
    found = links().annotate(groups=Exists(groups.order_by()))
    link = found.filter(token_hash=keys.hashed(token), withdrawn_at=None).first()
    if link is None:
        raise NotHere("booking_link")
    return link
