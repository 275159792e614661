"""The kinds of meeting of an organisation: added, changed, put in order, closed. All of it is on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import PLANNED
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.order import move, place_after
from lasna.meetings.access import type_for
from lasna.meetings.models import MeetingType
from lasna.meetings.queries.types import types_offered
from lasna.organisation.services import own_organisation
from lasna.people.models import Person


@dataclass(frozen=True)
class TypeWish:
    """``texts`` by column, ``name_fi``: those of languages not offered are left as they were.

    ``law_first``: the way that comes first by law, or empty.
    """

    texts: Mapping[str, str]
    minutes: int
    channels: tuple[str, ...]
    default_channel: str
    code_at_door: bool
    law_first: str = ""
    law_on: date | None = None
    law_address: str = ""


def _record(by: Person, deed: str, type: MeetingType) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="meeting_type", ids=[type.pk])


def _take(type: MeetingType, wish: TypeWish) -> None:
    if wish.default_channel not in wish.channels:
        raise UserError("meeting_type.usual_way", _("The usual way must be one of those allowed."))
    if wish.law_first and wish.law_first not in wish.channels:
        raise UserError("meeting_type.law_way", _("What comes first by law must be one of the ways allowed."))
    for column, text in wish.texts.items():
        setattr(type, column, text)
    type.law_first, type.law_on, type.law_address = wish.law_first, wish.law_on, wish.law_address
    type.minutes, type.code_at_door = wish.minutes, wish.code_at_door
    # Every way is kept as none in particular: should there be more of them one day, it means those too.
    chosen = [channel.value for channel in PLANNED if channel in wish.channels]
    type.channels = "" if len(chosen) == len(PLANNED) else ",".join(chosen)
    type.default_channel = wish.default_channel


@transaction.atomic
def add_type(*, wish: TypeWish, by: Person) -> MeetingType:
    """A new kind of meeting, last in the order."""
    organisation = own_organisation(by)
    position = place_after(MeetingType.objects.filter(organisation=organisation))
    type = MeetingType(organisation=organisation, key=f"own-{token_hex(6)}", position=position)
    _take(type, wish)
    type.save()
    _record(by, "meeting_type.added", type)
    return type


@transaction.atomic
def change_type(*, type_id: int, wish: TypeWish, by: Person) -> MeetingType:
    """For meetings agreed on from now on; those of before keep what was promised."""
    own_organisation(by)
    type = type_for(by, type_id)
    _take(type, wish)
    type.save()
    _record(by, "meeting_type.changed", type)
    return type


@transaction.atomic
def move_type(*, type_id: int, up: bool, by: Person) -> None:
    """One place up or down among those offered. The first stays first, the last stays last."""
    organisation = own_organisation(by)
    type = type_for(by, type_id)
    if move(type, types_offered(organisation.pk), up=up):
        _record(by, "meeting_type.moved", type)


@transaction.atomic
def close_type(*, type_id: int, by: Person) -> MeetingType:
    """Not offered any more. Its meetings keep it."""
    organisation = own_organisation(by)
    type = type_for(by, type_id)
    if type.closed_at is not None:
        return type
    if not types_offered(organisation.pk).exclude(pk=type.pk).exists():
        raise UserError(
            "meeting_type.last", _("Without a meeting type no meeting can be agreed on. Add another first.")
        )
    type.closed_at = clock.now()
    type.save(update_fields=["closed_at"])
    _record(by, "meeting_type.closed", type)
    return type


@transaction.atomic
def reopen_type(*, type_id: int, by: Person) -> MeetingType:
    """Offered again, last in the order."""
    organisation = own_organisation(by)
    type = type_for(by, type_id)
    if type.closed_at is None:
        return type
    type.closed_at, type.position = None, place_after(types_offered(organisation.pk))
    type.save(update_fields=["closed_at", "position"])
    _record(by, "meeting_type.reopened", type)
    return type
