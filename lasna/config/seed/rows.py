"""Drawn encounters become rows, many at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from lasna.clients.models import Channel
from lasna.config.seed import words
from lasna.config.seed.year import Encounter
from lasna.contacts.models import Contact, ContactLeg
from lasna.kernel import keys
from lasna.kernel.live.models import Room
from lasna.meetings.models import CallAttempt, Invitation, Leg, Meeting, Participant
from lasna.meetings.services.inviting import token_of
from lasna.meetings.states.promised import offset_at

State, Role, Status = Participant.State, Participant.Role, Meeting.Status


def write(encounters: Sequence[Encounter], now: datetime, dice: Random) -> None:
    """Inside a transaction: meetings with all that belongs to them, and the contacts they left."""
    planned = [each for each in encounters if each.type is not None]
    meetings = _meetings(planned, now)
    _participants(planned, meetings, dice)
    legs, attempts = [], []
    for each, meeting in zip(planned, meetings, strict=True):
        legs += _legs(each, meeting)
        attempts += [
            CallAttempt(meeting=meeting, by_id=meeting.adviser_id, at=each.starts, result="no_answer")
            for _time in range(each.call_attempts)
        ]
    Leg.objects.bulk_create(legs)
    CallAttempt.objects.bulk_create(attempts)
    by_meeting = {id(each): meeting for each, meeting in zip(planned, meetings, strict=True)}
    _contacts([(each, by_meeting.get(id(each))) for each in encounters if not each.coming], now, dice)


def _rooms(kind: Room.Kind, number: int) -> Iterator[Room]:
    return iter(Room.objects.bulk_create(Room(kind=kind) for _each in range(number)))


def _status(each: Encounter) -> str:
    if each.coming:
        return Status.PLANNED
    return Status.CANCELLED if each.outcome == Meeting.Outcome.CANCELLED else Status.ENDED


def _meetings(planned: Sequence[Encounter], now: datetime) -> list[Meeting]:
    rooms = _rooms(Room.Kind.MEETING, len(planned))
    return Meeting.objects.bulk_create(_meeting(each, next(rooms)) for each in planned)


def _meeting(each: Encounter, room: Room) -> Meeting:
    assert each.type is not None
    parts, client = each.stretches, each.client
    over = None if each.coming else each.starts + timedelta(minutes=each.type.minutes)
    return Meeting(
        organisation_id=client.organisation_id,
        office=client.office,
        adviser=client.adviser,
        client=client,
        type=each.type,
        room=room,
        starts=each.starts,
        ends=each.starts + timedelta(minutes=each.type.minutes),
        zone=client.office.zone,
        promised_offset=offset_at(each.starts, client.office.zone),
        planned_channel=each.planned,
        status=_status(each),
        outcome=each.outcome,
        began_by_client=each.began_by_client,
        opened_at=parts[0].began if parts else None,
        ended_at=parts[-1].ended if parts else over,
    )


def _participants(planned: Sequence[Encounter], meetings: Sequence[Meeting], dice: Random) -> None:
    doors = _rooms(Room.Kind.DOOR, 2 * len(meetings))
    hosts, guests = [], []
    for each, meeting in zip(planned, meetings, strict=True):
        adviser, client = each.client.adviser, each.client
        assert adviser is not None
        host = State.LEFT if each.stretches else State.ADMITTED
        guest = State.LEFT if each.stretches else State.INVITED
        hosts.append(
            Participant(
                meeting=meeting,
                role=Role.ADVISER,
                person=adviser,
                name=adviser.name,
                state=host,
                door=next(doors),
            )
        )
        guests.append(
            Participant(
                meeting=meeting,
                role=Role.CLIENT,
                client=client,
                name=client.name,
                state=guest,
                door=next(doors),
            )
        )
    Participant.objects.bulk_create(hosts)
    _invitations(Participant.objects.bulk_create(guests), dice)


def _invitations(guests: Sequence[Participant], dice: Random) -> None:
    """A token is made of its row's number: written first, then hashed. Old links never led anywhere."""
    made = Invitation.objects.bulk_create(
        Invitation(participant=guest, token_hash=f"{dice.getrandbits(256):064x}") for guest in guests
    )
    live = [each for each in made if each.participant.meeting.status == Status.PLANNED]
    for invitation in live:
        invitation.token_hash = keys.hashed(token_of(invitation))
    Invitation.objects.bulk_update(live, ["token_hash"], batch_size=200)


def _legs(each: Encounter, meeting: Meeting) -> list[Leg]:
    return [
        Leg(
            meeting=meeting,
            channel=part.channel,
            began=part.began,
            ended=part.ended,
            began_by=Role.ADVISER,
            reason=part.reason,
        )
        for part in each.stretches
    ]


def _contacts(past: Sequence[tuple[Encounter, Meeting | None]], now: datetime, dice: Random) -> None:
    contacts = Contact.objects.bulk_create(_contact(each, meeting, now, dice) for each, meeting in past)
    legs = []
    for (each, _of_meeting), contact in zip(past, contacts, strict=True):
        parts = [(part.channel, part.began, part.ended) for part in each.stretches]
        for channel, began, ended in parts or [(each.planned, each.starts, each.starts)]:
            legs.append(ContactLeg(contact=contact, channel=channel, began=began, ended=ended))
    ContactLeg.objects.bulk_create(legs)


def _contact(each: Encounter, meeting: Meeting | None, now: datetime, dice: Random) -> Contact:
    parts, client = each.stretches, each.client
    longest = max(parts, key=lambda part: part.ended - part.began).channel if parts else each.planned
    fresh = now - each.starts < timedelta(days=4)
    return Contact(
        organisation_id=client.organisation_id,
        office=client.office,
        client=client,
        adviser=client.adviser,
        meeting=meeting,
        began=parts[0].began if parts else each.starts,
        ended=parts[-1].ended if parts else each.starts,
        zone=client.office.zone,
        began_by=Contact.BeganBy.CLIENT if each.began_by_client else Contact.BeganBy.STAFF,
        planned_channel=each.planned,
        channel=longest,
        outcome=each.outcome,
        moved_to_phone=len(parts) > 1 or (each.planned == Channel.VIDEO and longest == Channel.PHONE),
        moved_reason=each.moved_because,
        call_attempts=each.call_attempts,
        line=dice.choice(words.LINES),
        finished=meeting is None or not (fresh and dice.random() < 0.4),
        written_at=parts[-1].ended if parts else each.starts,
    )
