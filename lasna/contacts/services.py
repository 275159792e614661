from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Channel
from lasna.contacts.access import contact_for
from lasna.contacts.models import Contact, ContactLeg
from lasna.contacts.queries import old_lines
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import Meeting
from lasna.people.models import Person
from lasna.policy import Action

UNDONE_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Happening:
    """What a member of staff writes down by hand: it took place, with these particulars."""

    channel: str
    began: datetime
    minutes: int
    began_by: str
    line: str = ""


def _record(contact: Contact, by: Person, deed: str) -> None:
    record(
        chain=contact.organisation_id, who=f"person:{by.pk}", deed=deed, subject="contact", ids=[contact.pk]
    )


@transaction.atomic
def add_contact(*, by: Person, client_id: int, happening: Happening) -> Contact:
    """A phone call, a visit, a message: what happened outside planned meetings."""
    client = client_for(by, client_id, Action.CONTACT_WRITE)
    now = clock.now()
    if happening.began > now:
        raise UserError("contact.in_future", _("This time has not come yet. Plan a meeting instead."))
    contact = Contact.objects.create(
        organisation_id=client.organisation_id,
        office=client.office,
        client=client,
        adviser=by,
        began=happening.began,
        ended=happening.began + timedelta(minutes=happening.minutes),
        zone=client.office.zone,
        began_by=happening.began_by,
        channel=happening.channel,
        outcome=Meeting.Outcome.MET,
        line=happening.line,
        finished=True,
        written_at=now,
    )
    ContactLeg.objects.create(
        contact=contact, channel=contact.channel, began=contact.began, ended=contact.ended
    )
    _record(contact, by, "contact.added")
    return contact


def can_undo(contact: Contact, by: Person) -> bool:
    """Written by hand, by this person, just now."""
    fresh = clock.now() - contact.written_at <= UNDONE_WITHIN
    return contact.meeting_id is None and contact.adviser_id == by.pk and fresh


@transaction.atomic
def undo_contact(*, contact_id: int, by: Person) -> None:
    """Take back what was just added by hand."""
    contact = contact_for(by, contact_id, Action.CONTACT_WRITE)
    if not can_undo(contact, by):
        raise UserError(
            "contact.too_late_to_undo", _("It is too late to undo. You can still change the line.")
        )
    number = contact.pk
    contact.delete()
    contact.pk = number
    _record(contact, by, "contact.undone")


@transaction.atomic
def finish_contact(*, contact_id: int, by: Person, line: str) -> Contact:
    """The last word about it, for now: it can be changed by finishing again."""
    contact = contact_for(by, contact_id, Action.CONTACT_WRITE)
    contact.line = line
    contact.finished = True
    contact.save(update_fields=["line", "finished"])
    _record(contact, by, "contact.finished")
    return contact


def write_contact_of(meeting: Meeting) -> Contact | None:
    """What happened in the meeting, written or written anew. Runs in the transaction that settled it.

    The adviser's line and "done" stay as they are. Without an outcome nothing is known to have happened.
    """
    if not meeting.outcome:
        return None
    legs = _legs(meeting)
    told = {
        "began": legs[0].began,
        "ended": legs[-1].ended,
        "channel": _longest(legs),
        "planned_channel": meeting.planned_channel,
        "began_by": Contact.BeganBy.CLIENT if meeting.began_by_client else Contact.BeganBy.STAFF,
        "outcome": meeting.outcome,
        "moved_to_phone": _moved_to_phone(meeting, legs),
        "moved_reason": next((leg.reason for leg in meeting.legs.all() if leg.reason), ""),
        "call_attempts": meeting.call_attempts.count(),
    }
    whose = {
        "organisation_id": meeting.organisation_id,
        "office_id": meeting.office_id,
        "client_id": meeting.client_id,
        "adviser_id": meeting.adviser_id,
        "zone": meeting.zone,
        "written_at": clock.now(),
    }
    contact, _new = Contact.objects.update_or_create(
        meeting=meeting, defaults=told, create_defaults=told | whose
    )
    contact.legs.all().delete()
    for leg in legs:
        leg.contact = contact
    ContactLeg.objects.bulk_create(legs)
    return contact


def _legs(meeting: Meeting) -> list[ContactLeg]:
    """The channels with their times, never none. Who met without our room met as planned, as far as we know;
    what did not take place stands as planned, without length.
    """
    until = meeting.ended_at or clock.now()
    legs = [
        ContactLeg(channel=leg.channel, began=leg.began, ended=max(leg.ended or until, leg.began))
        for leg in meeting.legs.all()
    ]
    if legs:
        return legs
    met = meeting.outcome == Meeting.Outcome.MET
    ended = max(meeting.starts, min(meeting.ends, until)) if met else meeting.starts
    return [ContactLeg(channel=meeting.planned_channel, began=meeting.starts, ended=ended)]


def _longest(legs: Sequence[ContactLeg]) -> str:
    lengths: dict[str, timedelta] = {}
    for leg in legs:
        lengths[leg.channel] = lengths.get(leg.channel, timedelta()) + (leg.ended - leg.began)
    return max(lengths, key=lambda channel: lengths[channel])


def _moved_to_phone(meeting: Meeting, legs: Sequence[ContactLeg]) -> bool:
    """A phone leg where there was another, or where video was planned."""
    channels = [leg.channel for leg in legs]
    by_phone = Channel.PHONE.value in channels
    return by_phone and (len(set(channels)) > 1 or meeting.planned_channel == Channel.VIDEO)


def erase_contacts(client_id: int) -> int:
    """Who it was and every word go; office, channel, times and outcome stay for statistics."""
    return Contact.objects.filter(client=client_id).update(client=None, meeting=None, line="", finished=True)


def purge_lines(organisation_id: int, before: datetime, limit: int) -> int:
    numbers = old_lines(organisation_id, before).order_by("pk").values_list("pk", flat=True)[:limit]
    return Contact.objects.filter(pk__in=list(numbers)).update(line="")
