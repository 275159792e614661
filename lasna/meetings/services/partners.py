"""Partners: asked to join by the adviser, and let in by nobody before the client has agreed to them."""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.events import Event
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import new_room, publish
from lasna.kernel.phones import parse_phone
from lasna.kernel.words import plain_line
from lasna.meetings import events
from lasna.meetings.models import PARTNERS, ConsentGiven, Meeting, Participant
from lasna.meetings.queries.people import colleagues_to_ask
from lasna.meetings.services.inviting import give_link, send
from lasna.meetings.services.locking import (
    audit,
    locked_meeting,
    locked_participant,
    locked_partner,
    place_of_client,
    require_not_over,
)
from lasna.meetings.services.people import put_to_wait
from lasna.meetings.states import next_state
from lasna.people.models import Person
from lasna.policy import Action

MOST = 18
"""Partners of one meeting: with client and adviser as many as a room holds. A group has so much fewer."""
Role = Participant.Role
Consent = Participant.Consent


@dataclass(frozen=True)
class PartnerWish:
    """Who is asked to join. ``send_by``: how the link goes at once; empty: later."""

    role: str
    name: str
    email: str = ""
    phone: str = ""
    language: str = "fi"
    send_by: str = ""
    by_phone: bool = False


def add_partner(*, meeting_id: int, by: Person, wish: PartnerWish) -> Participant:
    """Somebody from outside, with a link of their own; or an interpreter by phone, without one."""
    _require_sensible(wish)
    email, phone = _addresses(wish)
    with transaction.atomic():
        meeting = _meeting_with_place(meeting_id, by)
        partner = Participant.objects.create(
            meeting=meeting,
            role=wish.role,
            name=plain_line(wish.name)[:200],
            email=email,
            phone=phone,
            language=wish.language,
            by_phone=wish.by_phone,
            door=new_room(Room.Kind.DOOR),
        )
        if not wish.by_phone:
            invitation = give_link(partner)
            if wish.send_by:
                send(invitation, wish.send_by, kind="invitation")
        _tell_added(partner)
        audit(meeting, f"person:{by.pk}", "meeting.partner_added")
        return partner


def _require_sensible(wish: PartnerWish) -> None:
    if not plain_line(wish.name):
        raise UserError("partner.name", _("Write the person's name."))
    if wish.role not in PARTNERS or wish.role == Role.COLLEAGUE:
        raise NotHere("role")
    if wish.by_phone and wish.role != Role.INTERPRETER:
        raise UserError("partner.by_phone", _("Only an interpreter can be on the phone beside the meeting."))


def _addresses(wish: PartnerWish) -> tuple[str, str]:
    """E-mail and number as they are kept."""
    email = wish.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise UserError("email.not_an_address", _("This is not an e-mail address. Check it.")) from error
    purpose: Literal["sms", "call"] = "call" if wish.by_phone else "sms"
    phone = parse_phone(wish.phone, purpose=purpose) if wish.phone.strip() else ""
    if not (email or phone or wish.by_phone):
        raise UserError("partner.unreachable", _("Give an e-mail address or a mobile number, or both."))
    if wish.send_by and not (email if wish.send_by == "email" else phone):
        raise UserError("partner.no_address", _("There is no address for this. Choose another way."))
    return email, phone


def _meeting_with_place(meeting_id: int, by: Person) -> Meeting:
    meeting = locked_meeting(meeting_id, by, Action.MEETING_INVITE)
    require_not_over(meeting)
    places = meeting.participants.filter(role__in=sorted(PARTNERS))
    by_video = meeting.planned_channel == Channel.VIDEO
    clients = meeting.seats or 1 if by_video else 1
    if places.exclude(state=Participant.State.REMOVED).count() + clients > MOST:
        raise UserError("partner.too_many", _("A meeting has room for 20 people. Remove somebody first."))
    return meeting


def _tell_added(partner: Participant) -> None:
    publish(
        partner.meeting.room_id,
        events.ParticipantAdded(
            participant=partner.pk,
            role=partner.role,
            name=partner.name,
            by_phone=partner.by_phone,
            link_by=partner.link_by,
        ),
        *([] if partner.meeting.is_group else [_asked(partner)]),
    )


def _asked(partner: Participant) -> Event:
    return events.ConsentAsked(participant=partner.pk, role=partner.role, name=partner.name)


@transaction.atomic
def add_colleague(*, meeting_id: int, by: Person, person_id: int) -> Participant:
    """Somebody of the office, who comes signed in. Who was removed may be asked again."""
    meeting = _meeting_with_place(meeting_id, by)
    person = colleagues_to_ask(meeting).filter(pk=person_id).first()
    if person is None:
        raise NotHere("person")
    place = Participant.objects.filter(meeting=meeting, person=person).first()
    if place is None:
        place = Participant(meeting=meeting, person=person, door=new_room(Room.Kind.DOOR))
    elif place.state not in (Participant.State.REMOVED, Participant.State.DENIED):
        raise UserError("partner.there_already", _("This colleague has been asked to join already."))
    place.role, place.name = Role.COLLEAGUE, person.name
    place.state, place.consent, place.beside = Participant.State.INVITED, Consent.NONE, ""
    place.with_client = False
    place.save()
    _tell_added(place)
    publish(person.desk_id, events.DeskChanged(what="asked_to_join"))
    audit(meeting, f"person:{by.pk}", "meeting.partner_added")
    return place


@transaction.atomic
def answer_consent(*, participant_id: int, by: int, yes: bool) -> None:
    """The client's own tap; ``by``: the client's place. No takes a partner who is in back to waiting."""
    own = Meeting.objects.filter(seats=None, participants__pk=by, participants__role=Role.CLIENT)
    partner = locked_participant(participant_id, of=own)
    if not partner.is_partner or partner.state == Participant.State.REMOVED or partner.meeting.over:
        raise NotHere("participant")
    _consent(partner, Consent.YES if yes else Consent.NO)
    deed = "meeting.consent_given" if yes else "meeting.consent_refused"
    audit(partner.meeting, f"participant:{by}", deed)


@transaction.atomic
def tell_consent(*, participant_id: int, by: Person, how: str) -> None:
    """The client said yes, and has no screen here to say it on: how they were asked is on record."""
    how = plain_line(how)[:300]
    if len(how) < 2:
        raise UserError("consent.how", _("Write how you asked the client."))
    partner = locked_partner(participant_id, by, Action.MEETING_TELL_CONSENT)
    if partner.consent == Consent.NO:
        raise UserError("consent.refused", _("The client has said no. Only the client can change it."))
    client = place_of_client(partner.meeting)
    if client.state == Participant.State.PRESENT and client.hosted_by_id is None:
        raise UserError("consent.ask_now", _("The client is here and is asked on their own screen."))
    _consent(partner, Consent.YES, told_by=by, how=how)
    audit(partner.meeting, f"person:{by.pk}", "meeting.consent_told")


def _consent(partner: Participant, answer: Consent, *, told_by: Person | None = None, how: str = "") -> None:
    if partner.consent == answer:
        return
    changed_no = Consent.NO in (answer, partner.consent)
    ConsentGiven.objects.create(participant=partner, answer=answer, at=clock.now(), told_by=told_by, how=how)
    partner.consent = answer
    partner.save(update_fields=["consent"])
    publish(partner.meeting.room_id, events.ConsentAnswered(participant=partner.pk, consent=answer.value))
    if changed_no:
        publish(partner.door_id, events.DoorDeclined(declined=answer == Consent.NO))
    if answer == Consent.NO and next_state(partner, "hold"):
        put_to_wait(partner)
