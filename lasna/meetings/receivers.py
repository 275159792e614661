"""Rendering the meeting's messages at the moment they leave, and hearing when one did not; other rules."""

from dataclasses import replace
from typing import Any

from django.dispatch import receiver

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter, Rendered, message_kind, on_paper
from lasna.correspondence.signals import message_settled
from lasna.kernel import keys
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries import messages, reminders
from lasna.meetings.services import tell_rooms_later
from lasna.organisation.protocol import sample_message
from lasna.organisation.signals import rules_changed
from lasna.people.models import Organisation, Person

WITH_LINK = ("invitation", "changed")
KINDS = (*WITH_LINK, "cancelled", "code", *reminders.KINDS, *reminders.AROUND)


def _superseded(message: Message, *kinds: str) -> bool:
    """A later message to the same address says the same and more."""
    later = Message.objects.filter(kind__in=kinds, about=message.about, pk__gt=message.pk)
    # A letter to another house says the same.
    by_post = message.channel == Message.Channel.POST
    same = {"channel": message.channel} if by_post else {"address": message.address}
    return later.filter(**same).exists()


def _rendered(message: Message, letter: Letter, told: messages.Told, place: Participant) -> Rendered:
    if message.channel == Message.Channel.EMAIL:
        entry = messages.calendar_entry(place, told, letter, address=message.address)
        letter = replace(letter, calendar=entry.file())
    return letter.rendered(message.channel)


@message_kind("invitation")
def render_invitation(message: Message) -> Rendered | None:
    invitation = messages.invitation_about(message)
    if invitation is None or _superseded(message, *WITH_LINK):
        return None
    place, meeting = invitation.participant, invitation.participant.meeting
    if meeting.over or place.gave_up:
        return None
    asked_for = meeting.opened_at is not None and message.created_at >= meeting.opened_at
    told = messages.told_of(invitation, link_now=asked_for)
    return _rendered(message, messages.invitation_letter(told, message.channel), told, place)


@message_kind("changed")
def render_changed(message: Message) -> Rendered | None:
    invitation = messages.invitation_about(message)
    if invitation is None or _superseded(message, *WITH_LINK):
        return None
    if invitation.participant.meeting.over or invitation.participant.gave_up:
        return None
    told = messages.told_of(invitation)
    return _rendered(message, messages.changed_letter(told, message.channel), told, invitation.participant)


@message_kind("cancelled")
def render_cancelled(message: Message) -> Rendered | None:
    invitation = messages.invitation_about(message)
    if invitation is None:
        return None
    place = invitation.participant
    if not (place.gave_up or place.meeting.status == Meeting.Status.CANCELLED):
        return None
    told = messages.told_of(invitation)
    return _rendered(message, messages.cancelled_letter(told, message.channel), told, place)


def render_reminder(message: Message) -> Rendered | None:
    """Of a meeting that was moved, called off or is over nobody is reminded."""
    invitation = messages.invitation_about(message)
    if invitation is None or not reminders.may_be_sent(message, invitation):
        return None
    letter = messages.reminder_letter(messages.told_of(invitation), message.channel)
    return letter.rendered(message.channel)


for _kind in reminders.KINDS:
    message_kind(_kind)(render_reminder)


@on_paper("invitation", "changed")
def paper_link(message: Message) -> str:
    """The door speaks for itself, also of a meeting that is over or was cancelled."""
    invitation = messages.invitation_about(message)
    return messages.paper_path(invitation) if invitation else ""


@on_paper("cancelled")
def no_paper_link(message: Message) -> str:
    return ""


@message_kind("code", once=True)
def render_code(message: Message) -> Rendered | None:
    invitation = messages.invitation_about(message)
    if invitation is None or invitation.participant.meeting.over or _superseded(message, "code"):
        return None
    code, told = keys.opened(message.secret), messages.told_of(invitation)
    return messages.code_letter(code, told, message.channel).rendered(message.channel)


@receiver(message_settled)
def tell_the_desk(sender: type[Message], message: Message, **more: object) -> None:
    """A message that did not leave, or perhaps did not, is the adviser's to look at: today shows it; and no
    longer when it arrived after all."""
    seen = (Message.State.FAILED, Message.State.UNKNOWN, Message.State.DELIVERED)
    if message.kind not in KINDS or message.state not in seen:
        return
    desks = Invitation.objects.filter(pk=message.about).values_list(
        "participant__meeting__adviser__desk_id", flat=True
    )
    for desk_id in desks:
        publish(desk_id, DeskChanged(what="message"))


@sample_message
def sample(organisation: Organisation, person: Person, channel: str) -> Rendered:
    """An invitation as it would be sent, for a meeting that does not exist."""
    letter = messages.invitation_letter(messages.sample_told(organisation, person), channel)
    return letter.rendered(channel)


@receiver(rules_changed, dispatch_uid="meetings.rules_changed")
def rules_have_changed(sender: object, organisation_id: int, office_id: int | None, **news: Any) -> None:
    meetings = Meeting.objects.filter(organisation=organisation_id)
    tell_rooms_later(meetings if office_id is None else meetings.filter(office=office_id))
