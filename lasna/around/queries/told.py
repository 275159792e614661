"""What the messages about tasks and thanks may say; whether one may leave."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lasna.around.models import ClientTask, ThankedType
from lasna.around.queries.asked import OVER
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter
from lasna.kernel import clock
from lasna.kernel.web.times import dated_time
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.encounter import Encounter, PagePart
from lasna.meetings.queries.messages import Told, sample_told, told_of
from lasna.own.queries.links import link_of, works
from lasna.people.models import Person
from lasna.wording.queries import letter_of
from lasna.wording.states import Values

MAY_BE_THANKED = timedelta(days=2)
"""Later than this after the end nobody is thanked any more."""


# ---- the task ----------------------------------------------------------------------------------------------


def task_may_leave(invitation: Invitation) -> bool:
    """Never after the meeting has begun, never once it is done."""
    meeting = invitation.participant.meeting
    if meeting.status in OVER or meeting.starts <= clock.now():
        return False
    asked = ClientTask.objects.filter(participant=invitation.participant, sent_at__isnull=False)
    return asked.filter(done_at=None).exists()


def task_letter(invitation: Invitation, by: str) -> Letter:
    told = told_of(invitation)
    return letter_of("task", organisation_id=told.organisation_id, channel=by, values=_of_task(told))


def _of_task(told: Told) -> Values:
    return told.values() | {"link": f"{told.link}/task"}


def sample_of_task(person: Person) -> Values:
    return _of_task(sample_told(person.organisation, person))


# ---- the thanks --------------------------------------------------------------------------------------------


def may_be_thanked(meeting: Meeting) -> bool:
    met = meeting.outcome == Meeting.Outcome.MET
    return met and meeting.ended_at is not None and clock.now() < meeting.ended_at + MAY_BE_THANKED


def was_met() -> Q:
    """Of invitations: those whose client was met. A group says it of each."""
    met = Meeting.Outcome.MET
    of_group = Q(participant__meeting__seats__isnull=False, participant__outcome=met)
    return of_group | Q(participant__meeting__seats__isnull=True, participant__meeting__outcome=met)


def is_thanked(type_id: int) -> bool:
    return ThankedType.objects.filter(type=type_id).exists()


def thanks_of(invitation: Invitation) -> Message | None:
    return _thanks().filter(about=invitation.pk).first()


def _thanks() -> QuerySet[Message]:
    """Those that wait, left, or perhaps did."""
    lost = (Message.State.DROPPED, Message.State.FAILED)
    return Message.objects.filter(kind="thanks").exclude(state__in=lost)


def thanks_part(encounter: Encounter) -> PagePart | None:
    """On the page of a meeting that was met: send them, or when they were. One statement."""
    meeting = encounter.meeting
    if not may_be_thanked(meeting):
        return None
    about = Invitation.objects.filter(participant__meeting=meeting, participant__role=Participant.Role.CLIENT)
    newest = _thanks().filter(about__in=about.values("pk")).order_by("-pk").first()
    return PagePart("around/thanks_of_meeting.html", {"meeting": meeting, "message": newest})


def next_of(invitation: Invitation) -> Invitation | None:
    """The client's invitation to their next meeting."""
    client = invitation.participant.client_id
    coming = Invitation.objects.filter(
        participant__client=client, participant__meeting__starts__gt=clock.now()
    ).exclude(participant__meeting__status__in=OVER)
    coming = coming.select_related(
        "participant__meeting__adviser", "participant__meeting__organisation", "participant__meeting__office"
    ).select_related("participant__meeting__place", "participant__client")
    return coming.order_by("participant__meeting__starts", "pk").first()


def thanks_letter(invitation: Invitation, by: str) -> Letter:
    told, coming = told_of(invitation), next_of(invitation)
    # The link of the next meeting alone still leads anywhere; and only by the way that link has taken.
    ahead = told_of(coming) if coming and coming.sent_by == by else None
    values = told.values() | {
        "next_words": _next_words(coming.participant.meeting) if coming else "",
        "agreed_words": _agreed_words(invitation),
        "way_link": ahead.way_link if ahead else "",
        "way_words": ahead.values()["way_words"] if ahead else "",
    }
    return letter_of("thanks", organisation_id=told.organisation_id, channel=by, values=values)


def _next_words(meeting: Meeting) -> str:
    when = dated_time(meeting.starts, meeting.zone)
    return _("Your next meeting is on {when}.").format(when=when)


def _agreed_words(invitation: Invitation) -> str:
    place = invitation.participant
    own = link_of(place.client_id) if place.client_id and place.meeting.agreed else None
    return _("What we agreed on is on your own page.") if works(own) else ""


def sample_of_thanks(person: Person) -> Values:
    told = sample_told(person.organisation, person)
    return told.values() | {
        "next_words": _("Your next meeting is on {when}.").format(when=dated_time(told.starts, told.zone)),
        "agreed_words": _("What we agreed on is on your own page."),
    }
