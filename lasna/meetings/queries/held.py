"""What meetings hold of one client, and what of them is older than it need be."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lasna.correspondence.models import Message
from lasna.kernel.kept import Kept, some_ids, some_moments
from lasna.kernel.live.models import Room, StoredEvent
from lasna.kernel.personal import Section, Value
from lasna.meetings.models import (
    PARTNERS,
    CallAttempt,
    ConsentGiven,
    DoorSight,
    Invitation,
    Leg,
    Meeting,
    Participant,
)
from lasna.meetings.queries import offers
from lasna.meetings.queries.encounter import sight_words
from lasna.meetings.queries.reminders import KINDS
from lasna.meetings.queries.today import OF_INVITATIONS

DESK_NAMES = ("desk.arrived", "desk.asks_call", "desk.unanswered")
"""Events of a desk that say a client's name."""
TAKEN_AWAY = "–"
"""In place of how a client was asked: that they were asked by somebody stays."""


def meetings_of(client_id: int) -> QuerySet[Meeting]:
    """With them alone. Seats in groups: ``seats_of``."""
    return Meeting.objects.filter(client=client_id)


def seats_of(client_id: int) -> QuerySet[Participant]:
    """Theirs in groups, those that were given up too."""
    return Participant.objects.filter(client=client_id, meeting__seats__isnull=False)


def all_meetings_of(client_id: int) -> QuerySet[Meeting]:
    """With them alone, and groups in which they have or had a seat."""
    return Meeting.objects.filter(participants__client=client_id)


def about(client_id: int, to: str) -> Q:
    """What is of their meetings; of a group, what is of their own place. ``to``: leads to the place."""
    own = Q(**{f"{to}__meeting__participants__client": client_id})
    return own & (Q(**{f"{to}__meeting__seats": None}) | Q(**{f"{to}__client": client_id}))


def messages_of(client_id: int) -> QuerySet[Message]:
    """Everything that was or will be sent about their meetings, to them and to partners."""
    invitations = Invitation.objects.filter(about(client_id, "participant"))
    return Message.objects.filter(kind__in=OF_INVITATIONS, about__in=invitations.values("pk"))


def desk_events_of(client_id: int) -> QuerySet[StoredEvent]:
    """Where desks were told the name of the client, or of somebody in their meetings."""
    guests = Participant.objects.filter(meeting__client=client_id).exclude(role=Participant.Role.ADVISER)
    numbers = [*guests.values_list("pk", flat=True), *seats_of(client_id).values_list("pk", flat=True)]
    return StoredEvent.objects.filter(
        room__kind=Room.Kind.DESK, type__in=DESK_NAMES, body__participant__in=numbers
    )


def group_events_of(client_id: int) -> QuerySet[StoredEvent]:
    """Where rooms of groups were told of the client."""
    seats = list(seats_of(client_id).values_list("pk", "meeting__room_id"))
    return StoredEvent.objects.filter(
        room__in=[room for _place, room in seats], body__participant__in=[place for place, _room in seats]
    )


def _coming(client_id: int, now: datetime) -> QuerySet[Meeting]:
    open_ones = (Meeting.Status.PLANNED, Meeting.Status.OPEN)
    own = Meeting.objects.filter(participants__client=client_id, participants__outcome="")
    coming = own.filter(status__in=open_ones, ends__gt=now)
    return coming.select_related("type", "adviser").order_by("starts", "pk")


_kept_coming = Kept(_coming, *some_ids(1), *some_moments(1))


def coming_of(client_id: int, now: datetime) -> list[Meeting]:
    """Agreed and not over: each can be cancelled."""
    return _kept_coming.objects(client_id, now)


def told_of(client_id: int) -> list[Section]:
    return [
        _meetings(client_id),
        _people(client_id),
        _legs(client_id),
        _sights(client_id),
        _calls(client_id),
        offers.told_of(client_id),
    ]


def _meetings(client_id: int) -> Section:
    columns = [
        ("starts", _("Begins")),
        ("ends", _("Ends")),
        ("type", _("What")),
        ("adviser", _("Adviser")),
        ("channel", _("Agreed channel")),
        ("outcome", _("How it went")),
        ("agreed", _("What was agreed")),
        ("beside", _("Who sat at the same device with you")),
        ("said", _("What you were told while you waited")),
        ("known_by", _("How you were known at the door")),
        ("answer", _("What you said beforehand")),
        ("answered_at", _("When you said it")),
        ("called_before", _("Whether we called you beforehand")),
    ]
    doors = Invitation.objects.filter(participant__client=client_id).select_related("participant")
    at_door = {door.participant.meeting_id: _at_door(door) for door in doors}
    places = {door.participant.meeting_id: door.participant for door in doors}
    rows = [
        (
            meeting.starts,
            meeting.ends,
            str(meeting.type),
            meeting.adviser.name,
            meeting.get_planned_channel_display(),
            *_became(meeting, places.get(meeting.pk)),
            *at_door.get(meeting.pk, ("", "", "", "", None, "")),
        )
        for meeting in all_meetings_of(client_id).select_related("type", "adviser")
    ]
    return Section("meetings", _("Meetings"), columns, rows)


def _became(meeting: Meeting, place: Participant | None) -> tuple[Value, ...]:
    """How it went and what was agreed; of a group, for this client."""
    if place is None or not meeting.is_group:
        how = meeting.get_outcome_display() if meeting.outcome else meeting.get_status_display()
        return how, meeting.agreed
    how = place.get_outcome_display() if place.outcome else meeting.get_status_display()
    return how, meeting.agreed if place.admitted_at else ""


def _at_door(door: Invitation) -> tuple[Value, ...]:
    """What is said of the client's own place, in the order of the columns."""
    place = door.participant
    answers = {Participant.Answer.COMES: _("you are coming"), Participant.Answer.CANNOT: _("you cannot come")}
    said = answers.get(Participant.Answer(place.answer), "")
    called = place.get_called_before_display() if place.called_before else ""
    return _beside(place), place.said, door.vouched_how, said, place.answered_at, called


def _beside(participant: Participant) -> str:
    return ", ".join(participant.beside_names)


def _people(client_id: int) -> Section:
    """Who else was asked, and every word of the client about them; their addresses are their own."""
    columns = [
        ("starts", _("Begins")),
        ("name", _("Name")),
        ("role", _("As what")),
        ("beside", _("Who sat at the same device with them")),
        ("hosted", _("Since when you were at their device")),
        ("answer", _("What you said")),
        ("at", _("When")),
        ("how", _("How you were asked")),
    ]
    rows: list[tuple[Value, ...]] = []
    for partner in _partners_of(client_id):
        role, beside = str(partner.get_role_display()), _beside(partner)
        who = partner.meeting.starts, partner.name, role, beside, partner.hosted_at
        said = list(partner.consents.all())
        rows += [(*who, _answer_words(word.answer), word.at, _how_words(word)) for word in said]
        if not said:
            rows.append((*who, _("you were not asked"), None, ""))
    return Section("people", _("Who else was asked to your meetings"), columns, rows)


def _partners_of(client_id: int) -> QuerySet[Participant]:
    others = Participant.objects.filter(meeting__participants__client=client_id, role__in=sorted(PARTNERS))
    return others.select_related("meeting").prefetch_related("consents").order_by("meeting__starts", "pk")


def _answer_words(answer: str) -> str:
    return _("you agreed") if answer == Participant.Consent.YES else _("you did not agree")


def _how_words(word: ConsentGiven) -> str:
    return word.how if word.told_by_id else _("on your own screen")


def _legs(client_id: int) -> Section:
    columns = [("channel", _("Channel")), ("began", _("Began")), ("ended", _("Ended"))]
    legs = Leg.objects.filter(meeting__participants__client=client_id)
    rows = [(leg.get_channel_display(), leg.began, leg.ended) for leg in legs]
    return Section("meeting_channels", _("Channels used in the meetings"), columns, rows)


def _sights(client_id: int) -> Section:
    sights = DoorSight.objects.filter(participant__client=client_id)
    columns = [("at", _("When")), ("what", _("What"))]
    rows = [(sight.at, sight_words(sight.what)) for sight in sights]
    return Section("door", _("Your steps on the way to the meetings"), columns, rows)


def _calls(client_id: int) -> Section:
    own = Q(participant=None) | Q(participant__client=client_id)
    calls = CallAttempt.objects.filter(own, meeting__participants__client=client_id)
    columns = [("at", _("When")), ("by", _("Who")), ("result", _("Answer"))]
    told = calls.select_related("by").order_by("at", "pk")
    rows = [(call.at, call.by.name, call.get_result_display()) for call in told]
    return Section("calls", _("Calls to you in the meetings"), columns, rows)


def told_of_messages(client_id: int) -> list[Section]:
    columns = [
        ("kind", _("What")),
        ("channel", _("How")),
        ("address", _("Where to")),
        ("created", _("Made")),
        ("sent", _("Sent")),
        ("state", _("State")),
    ]
    kinds = _kind_words()
    rows = [
        (
            kinds.get(message.kind, message.kind),
            message.get_channel_display(),
            ", ".join(message.address.splitlines()),
            message.created_at,
            message.sent_at,
            message.get_state_display(),
        )
        for message in _messages_to(client_id).order_by("pk")
    ]
    return [Section("messages", _("Messages to you"), columns, rows)]


def _messages_to(client_id: int) -> QuerySet[Message]:
    """To the client alone: what was sent to others is about others."""
    own = Invitation.objects.filter(participant__client=client_id)
    return Message.objects.filter(kind__in=OF_INVITATIONS, about__in=own.values("pk"))


def _kind_words() -> dict[str, str]:
    return {
        "invitation": _("invitation to a meeting"),
        "changed": _("new time of a meeting"),
        "cancelled": _("meeting cancelled"),
        "code": _("code for the door"),
        **dict.fromkeys(KINDS, _("reminder of a meeting")),
        "task": _("task before a meeting"),
        "thanks": _("thanks after a meeting"),
    }


def old_events(organisation_id: int, before: datetime) -> QuerySet[StoredEvent]:
    """Screens ask for events of the last minutes; older ones tell nobody anything."""
    whose = (
        Q(room__meeting__organisation=organisation_id)
        | Q(room__participant__meeting__organisation=organisation_id)
        | Q(room__person__organisation=organisation_id)
    )
    return StoredEvent.objects.filter(whose, at__lt=before)


def old_sights(organisation_id: int, before: datetime) -> QuerySet[DoorSight]:
    # From the old ones, which are few, to whose they are: not from everybody who ever had a place.
    own = Participant.objects.filter(pk=OuterRef("participant"), meeting__organisation=organisation_id)
    return DoorSight.objects.filter(Exists(own), at__lt=before)


def old_words(organisation_id: int, before: datetime) -> QuerySet[Meeting]:
    """Meetings that ended before and still hold what somebody wrote."""
    ended = Meeting.objects.filter(organisation=organisation_id, ends__lt=before)
    over = ended.filter(status__in=(Meeting.Status.ENDED, Meeting.Status.CANCELLED))
    # Not "all but": a place without an invitation would count as one that holds words.
    held = Q(said__gt="") | Q(beside__gt="") | Q(invitation__vouched_how__gt="")
    written = Participant.objects.filter(held).values("meeting")
    asked = ConsentGiven.objects.exclude(how__in=["", TAKEN_AWAY]).values("participant__meeting")
    return over.filter(~Q(agreed="") | Q(pk__in=written) | Q(pk__in=asked))


def old_addresses(organisation_id: int, before: datetime) -> QuerySet[Participant]:
    """Partners of meetings that ended before, whose e-mail or number is still here."""
    # Named, and not "all but": partners are few among places, and found by the index.
    partners = Participant.objects.filter(
        role__in=sorted(PARTNERS),
        meeting__organisation=organisation_id,
        meeting__ends__lt=before,
        meeting__status__in=(Meeting.Status.ENDED, Meeting.Status.CANCELLED),
    )
    return partners.exclude(email="", phone="")
