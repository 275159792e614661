"""The door: a code by the other channel, counted tries, the vouched door. See safety rule 1."""

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import publish
from lasna.kernel.words import plain_line
from lasna.meetings.events import DeskAsksCall, DeskGone, DoorBeside, DoorStepped, MeetingOpened
from lasna.meetings.models import DoorSight, Invitation, Meeting, Participant
from lasna.meetings.services.codes import (
    CODES_AN_HOUR,
    TRIES,
    Try,
    forget_code,
    hash_of,
    new_code,
    once_more,
    refusal_of_code,
    said_again,
    send_code,
    trying,
)
from lasna.meetings.services.inviting import invitation_to
from lasna.meetings.services.locking import audit, locked_invitation, locked_meeting, require_not_over
from lasna.meetings.services.telling import tell_step
from lasna.meetings.states import door_is_open, link_is_enough, next_state, next_status, shut_out
from lasna.people.models import Person
from lasna.policy import Action

LINK_AN_HOUR = TRIES * CODES_AN_HOUR
"""Where no code is needed, the link lets in no oftener than a code could be guessed."""
VOUCH_LASTS = timedelta(minutes=10)


def ask_code(*, invitation_id: int) -> Invitation:
    """Send a fresh code by the other channel. The old one dies."""
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        refusal = _try_asking(invitation)
    if refusal:  # what the desk was told is kept
        raise refusal
    return invitation


def _try_asking(invitation: Invitation) -> UserError | None:
    if closed := _closed_to(invitation.participant):
        return closed
    if link_is_enough(invitation, clock.now()):
        return UserError("door.no_code_needed", _("You do not need a code. Go back and come in."))
    refusal = send_code(
        invitation,
        kind="code",
        nowhere=UserError(
            "door.no_second_channel",
            _("We cannot send you a code. Your adviser has been told and lets you in."),
        ),
    )
    if refusal:
        _tell_desk(invitation, "no_code")
        return refusal
    _sight(invitation.participant, "code_asked")
    _stepped(invitation.participant, Participant.Step.CODE)
    return None


def enter(*, invitation_id: int, code: str, address: str = "") -> Participant:
    """Pass the door with a code; with an empty one where the adviser has vouched or none is needed.

    ``address``: where from. A right code always passes.
    """
    with trying(code, address) as this:
        invitation = locked_invitation(invitation_id)
        vouched = _is_vouched(invitation)
        alone = not this.digits and not vouched and link_is_enough(invitation, clock.now())
        this.refusal = _refusal_of_link(invitation) if alone else _refusal(invitation, this)
        if this.refusal is None:
            _let_to_the_waiting_room(invitation, alone=alone)
    return invitation.participant


def _is_vouched(invitation: Invitation) -> bool:
    return invitation.vouched_until is not None and invitation.vouched_until >= clock.now()


def _closed_to(participant: Participant) -> UserError | None:
    """Not now, or not to them."""
    meeting = participant.meeting
    if shut_out(participant, meeting):
        return UserError(
            "door.locked",
            _("The meeting is going on, and nobody new comes in now. Wait a while and try again."),
        )
    if door_is_open(meeting, clock.now()) and participant.state != Participant.State.REMOVED:
        return None
    return UserError("door.closed", _("The door is not open now. Look at the time of your meeting."))


def _refusal_of_link(invitation: Invitation) -> UserError | None:
    """None: come in by the link alone."""
    if closed := _closed_to(invitation.participant):
        return closed
    if not once_more(invitation, LINK_AN_HOUR):
        _tell_desk(invitation, "no_code")
        words = _("This link has been used too often. Try again {when}, or ask us to phone you.")
        return UserError("door.too_often", words.format(when=said_again(invitation)))
    invitation.codes_sent += 1
    return None


def _refusal(invitation: Invitation, this: Try) -> UserError | None:
    """None: come in. A wrong code and a code where none is active look and take the same."""
    if closed := _closed_to(invitation.participant):
        return closed
    if not this.digits and _is_vouched(invitation):
        invitation.vouched_until = None
        return None
    demo = hmac.compare_digest(hash_of(invitation, this.digits), invitation.demo_code_hash or "0" * 64)
    if demo and invitation.participant.meeting.organisation.is_demo:
        invitation.demo_code_hash = ""
        return None
    refusal = refusal_of_code(invitation, this)
    # So many that none is missed; so few that nobody buries what else the door saw.
    seen = invitation.participant.sights.filter(what="code_wrong")
    if refusal and refusal.code == "door.code_wrong" and seen.count() < TRIES * CODES_AN_HOUR:
        _sight(invitation.participant, "code_wrong")
    return refusal


def _let_to_the_waiting_room(invitation: Invitation, *, alone: bool) -> None:
    """``alone``: by the link alone."""
    forget_code(invitation)
    invitation.save()
    participant = invitation.participant
    waited = participant.state == Participant.State.WAITING
    participant.state = next_state(participant, "code") or participant.state
    participant.seen_at = participant.waiting_since = None
    participant.by_link_alone = alone
    if alone:
        # One browser at a time: no second holder of the link comes in beside whom the adviser lets in.
        participant.door_version += 1
    # Whoever comes now has not said who sits beside them: names of before are not for their eyes.
    told = participant.beside != "" or participant.with_client
    forgets = participant.state == Participant.State.ARRIVED and told
    if forgets:
        participant.beside, participant.with_client = "", False
    changed = ["state", "seen_at", "waiting_since", "by_link_alone", "door_version", "beside", "with_client"]
    participant.save(update_fields=changed)
    _sight(participant, "entered_without_code" if alone else "code_right")
    _open(participant.meeting)
    _stepped(participant, Participant.Step.CAMERA)
    publish(participant.door_id, DoorStepped(state=participant.state))
    if forgets:
        publish(participant.door_id, DoorBeside(names=[]))
    if waited:
        publish(participant.meeting.adviser.desk_id, DeskGone(participant=participant.pk))


def _open(meeting: Meeting) -> None:
    status = next_status(meeting, "arrive")
    if status:
        meeting.status, meeting.opened_at = status, clock.now()
        meeting.save(update_fields=["status", "opened_at"])
        publish(meeting.room_id, MeetingOpened())


def _stepped(participant: Participant, step: str) -> None:
    participant.step = step
    participant.save(update_fields=["step"])
    tell_step(participant)


def _sight(participant: Participant, what: str) -> None:
    DoorSight.objects.create(participant=participant, what=what, at=clock.now())


def _tell_desk(invitation: Invitation, why: str) -> None:
    participant = invitation.participant
    meeting = participant.meeting
    publish(
        meeting.adviser.desk_id,
        DeskAsksCall(meeting=meeting.pk, participant=participant.pk, name=participant.name, why=why),
    )


def _host_invitation(meeting_id: int, by: Person, participant_id: int | None) -> Invitation:
    meeting = locked_meeting(meeting_id, by, Action.MEETING_VOUCH)
    require_not_over(meeting)
    return invitation_to(meeting, participant_id, locked=True)


def vouch(*, meeting_id: int, by: Person, how: str, participant_id: int | None = None) -> None:
    """Let the link itself in, once, for ten minutes; ``how`` the adviser knows the person is kept."""
    how = plain_line(how)
    if len(how) < 2:
        raise UserError("vouch.how", _("Write how you know that it is the right person."))
    with transaction.atomic():
        invitation = _host_invitation(meeting_id, by, participant_id)
        invitation.vouched_until = clock.now() + VOUCH_LASTS
        invitation.vouched_by, invitation.vouched_how = by, how[:300]
        invitation.save()
        _sight(invitation.participant, "vouched")
        audit(invitation.participant.meeting, f"person:{by.pk}", "meeting.vouched")


def read_code(*, meeting_id: int, by: Person, participant_id: int | None = None) -> str:
    """A fresh code to be read aloud by phone: six digits. It is sent nowhere and the old one dies."""
    with transaction.atomic():
        invitation = _host_invitation(meeting_id, by, participant_id)
        code = new_code(invitation)
        invitation.save()
        _sight(invitation.participant, "code_read_aloud")
        audit(invitation.participant.meeting, f"person:{by.pk}", "meeting.code_read")
    return code


def demo_code(*, invitation_id: int) -> str:
    """A code accepted once in place of the sent one. Demo organisation only."""
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        if not invitation.participant.meeting.organisation.is_demo:
            raise UserError("demo.only", _("This exists only in a demo organisation."))
        code = f"{secrets.randbelow(10**6):06d}"
        invitation.demo_code_hash = hash_of(invitation, code)
        invitation.save(update_fields=["demo_code_hash"])
    return code
