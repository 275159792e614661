from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Channel, Client
from lasna.contacts.access import agreement_for, contact_for
from lasna.contacts.models import Agreement, Contact, ContactLeg
from lasna.contacts.queries import old_lines
from lasna.contacts.states import first_nominal, keeps, nominal_after, working_day
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import Leg, Meeting
from lasna.people.models import Person
from lasna.policy import Action
from lasna.reception.queries.held import began_at_reception

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
    _in_touch(contact)
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
    _not_in_touch(contact)
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


@dataclass(frozen=True)
class _Settled:
    """What became of a meeting for one client. ``since``: when they were let in; None: from the beginning."""

    client_id: int
    outcome: str
    since: datetime | None = None


def write_contacts_of(meeting: Meeting) -> list[Contact]:
    """What happened in the meeting, written or written anew, for each of its clients. Runs in the transaction
    that settled it.

    The adviser's line and "done" stay as they are. Without an outcome nothing is known to have happened; what
    was written of a seat that its client gave up and took again goes.
    """
    if not meeting.is_group:
        said = [_Settled(meeting.one.pk, meeting.outcome)]
    else:
        places = meeting.participants.exclude(client=None).order_by("pk")
        said = [_Settled(each.client_id or 0, each.outcome, each.admitted_at) for each in places]
        open_ones = [each.client_id for each in said if not each.outcome]
        Contact.objects.filter(meeting=meeting, client__in=open_ones).delete()
    return [_write(meeting, each) for each in said if each.outcome]


def _write(meeting: Meeting, said: _Settled) -> Contact:
    legs = _legs(meeting, said)
    told = {
        "began": legs[0].began,
        "ended": legs[-1].ended,
        "channel": _longest(legs),
        "planned_channel": meeting.planned_channel,
        "began_by": Contact.BeganBy.CLIENT if meeting.began_by_client else Contact.BeganBy.STAFF,
        "outcome": said.outcome,
        "moved_to_phone": _moved_to_phone(meeting, legs),
        "moved_reason": next((leg.reason for leg in meeting.legs.all() if leg.reason), ""),
        "call_attempts": _calls_to(meeting, said.client_id),
    }
    whose = {
        "organisation_id": meeting.organisation_id,
        "office_id": meeting.office_id,
        "adviser_id": meeting.adviser_id,
        "zone": meeting.zone,
        "written_at": clock.now(),
        "at_reception": meeting.began_by_client and began_at_reception(meeting.pk),
    }
    contact, _new = Contact.objects.update_or_create(
        meeting=meeting, client_id=said.client_id, defaults=told, create_defaults=told | whose
    )
    contact.legs.all().delete()
    for leg in legs:
        leg.contact = contact
    ContactLeg.objects.bulk_create(legs)
    if contact.outcome == Meeting.Outcome.MET:
        _in_touch(contact)
    else:
        _not_in_touch(contact)
    return contact


def _calls_to(meeting: Meeting, client_id: int) -> int:
    calls = meeting.call_attempts
    return (calls.filter(participant__client=client_id) if meeting.is_group else calls).count()


def _legs(meeting: Meeting, said: _Settled) -> list[ContactLeg]:
    """The channels with their times, never none. Who met without our room met as planned, as far as we know;
    what did not take place stands as planned, without length. In a group each client's begin when they came.
    """
    until = meeting.ended_at or clock.now()
    met = said.outcome == Meeting.Outcome.MET
    if not meeting.is_group or (met and said.since):
        legs = [_leg(leg, said.since, until) for leg in meeting.legs.all()]
        if legs:
            return legs
    ended = max(meeting.starts, min(meeting.ends, until)) if met else meeting.starts
    return [ContactLeg(channel=meeting.planned_channel, began=meeting.starts, ended=ended)]


def _leg(leg: Leg, since: datetime | None, until: datetime) -> ContactLeg:
    began = max(leg.began, since or leg.began)
    return ContactLeg(channel=leg.channel, began=began, ended=max(leg.ended or until, began))


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


# ---- agreements -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementWish:
    """As the fields of ``Agreement``. ``due_on``: when first; None: as the rhythm says."""

    rhythm: str
    channel: str
    weekday: int | None = None
    part_of_day: str = ""
    note: str = ""
    due_on: date | None = None
    paused_until: date | None = None


def _day_of(at: datetime, client: Client) -> date:
    return at.astimezone(ZoneInfo(client.office.zone)).date()


def _record_agreement(client: Client, by: Person, deed: str) -> None:
    record(chain=client.organisation_id, who=f"person:{by.pk}", deed=deed, subject="client", ids=[client.pk])


@transaction.atomic
def agree(*, client_id: int, by: Person, wish: AgreementWish) -> Agreement:
    """How the client wants to be in touch. It takes the place of what was agreed before; where the rhythm
    stays, so does the day that is due."""
    client = client_for(by, client_id, Action.CONTACT_WRITE)
    today = _day_of(clock.now(), client)
    if wish.due_on is not None and wish.due_on < today:
        raise UserError("agreement.past", _("That day has passed. Choose a later one."))
    if wish.paused_until is not None and wish.paused_until <= today:
        raise UserError("agreement.pause", _("The pause must end on a day to come."))
    before = Agreement.objects.select_for_update().filter(client=client).first()
    agreement = before or Agreement(client=client)
    same = before is not None and (before.rhythm, before.weekday) == (wish.rhythm, wish.weekday)
    for name in ("rhythm", "channel", "weekday", "part_of_day", "note", "paused_until"):
        setattr(agreement, name, getattr(wish, name))
    if wish.due_on is not None or not same:
        _set_day(agreement, wish.due_on or first_nominal(wish.rhythm, wish.weekday, today))
        agreement.attempts, agreement.tried_at, agreement.kept_by = 0, None, None
    agreement.agreed_on, agreement.agreed_by = today, by
    agreement.save()
    _record_agreement(client, by, "agreement.made")
    return agreement


def _set_day(agreement: Agreement, nominal: date) -> None:
    agreement.nominal_on, agreement.due_on = nominal, working_day(nominal)


@transaction.atomic
def end_agreement(*, client_id: int, by: Person) -> None:
    client = client_for(by, client_id, Action.CONTACT_WRITE)
    deleted, _models = Agreement.objects.filter(client=client).delete()
    if deleted:  # pressed twice, it has ended already
        _record_agreement(client, by, "agreement.ended")


@transaction.atomic
def keep_agreement(*, agreement_id: int, by: Person, minutes: int) -> Contact:
    """They were in touch just now, as agreed: the contact is written, and the next day is set. Pressed twice
    on a day, the contact that is there answers."""
    agreement = agreement_for(by, agreement_id, Action.CONTACT_WRITE, locked=True)
    now = clock.now()
    if agreement.kept_on == _day_of(now, agreement.client) and agreement.kept_by is not None:
        return agreement.kept_by
    began = now - timedelta(minutes=minutes)
    happening = Happening(agreement.channel, began, minutes, Contact.BeganBy.STAFF)
    contact = add_contact(by=by, client_id=agreement.client_id, happening=happening)
    agreement.refresh_from_db()
    if agreement.kept_by_id != contact.pk:  # before its day, and yet it is what was agreed
        _keep(agreement, contact, _day_of(began, agreement.client))
    return contact


@transaction.atomic
def note_no_answer(*, agreement_id: int, by: Person) -> Agreement:
    """Tried in vain: it stays due."""
    agreement = agreement_for(by, agreement_id, Action.CONTACT_WRITE, locked=True)
    agreement.attempts += 1
    agreement.tried_at = clock.now()
    agreement.save(update_fields=["attempts", "tried_at"])
    _record_agreement(agreement.client, by, "agreement.not_answered")
    return agreement


@transaction.atomic
def put_off(*, agreement_id: int, by: Person, days: int) -> Agreement:
    """Not today: so many days later, or the next working day. The rhythm stays."""
    agreement = agreement_for(by, agreement_id, Action.CONTACT_WRITE, locked=True)
    agreement.due_on = working_day(_day_of(clock.now(), agreement.client) + timedelta(days=days))
    agreement.kept_by = None  # whatever kept it before is not taken back over this
    agreement.save(update_fields=["due_on", "kept_by"])
    _record_agreement(agreement.client, by, "agreement.put_off")
    return agreement


def _in_touch(contact: Contact) -> None:
    """What was agreed is kept by whatever way they met. What happened before it was agreed, or before it was
    kept last, says nothing."""
    agreements = Agreement.objects.select_for_update().filter(client=contact.client_id)
    agreement = agreements.first() if contact.client_id else None
    if agreement is None or agreement.kept_by_id == contact.pk:
        return
    met = contact.began.astimezone(ZoneInfo(contact.zone)).date()
    since = max(filter(None, (agreement.agreed_on, agreement.kept_on)))
    if met >= since and met != agreement.kept_on and keeps(agreement.rhythm, agreement.due_on, met):
        _keep(agreement, contact, met)


def _keep(agreement: Agreement, contact: Contact, met: date) -> None:
    agreement.was_nominal_on, agreement.was_due_on = agreement.nominal_on, agreement.due_on
    agreement.kept_on, agreement.kept_by = met, contact
    _set_day(agreement, nominal_after(agreement.rhythm, agreement.weekday, agreement.nominal_on, met))
    agreement.attempts, agreement.tried_at = 0, None
    agreement.save()


def _not_in_touch(contact: Contact) -> None:
    """What was kept by this very contact is due as before."""
    kept = Agreement.objects.select_for_update().filter(kept_by=contact).first()
    if kept is None or kept.was_due_on is None or kept.was_nominal_on is None:
        return
    kept.nominal_on, kept.due_on = kept.was_nominal_on, kept.was_due_on
    kept.kept_on = kept.kept_by = None
    kept.save(update_fields=["nominal_on", "due_on", "kept_on", "kept_by"])
