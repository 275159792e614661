"""One meeting as its page tells it: the invitation, what the door saw, the calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import CallAttempt, DoorSight, Invitation, Meeting, Participant
from lasna.meetings.queries.today import OF_INVITATIONS, Due, state_words
from lasna.meetings.states import link_is_enough

MESSAGES_READ, MESSAGES_SHOWN = 200, 10
SIGHTS_SHOWN = 40
_TROUBLES = ("blocked", "missing", "busy")


AfterPart = Callable[[Meeting], Due | None]
_AFTER: dict[str, AfterPart] = {}


def after_part(name: str, build: AfterPart) -> None:
    """``build`` adds to the page of a meeting that is over. Packages above register here."""
    _AFTER[name] = build


def after_of(meeting: Meeting) -> list[Due]:
    if not meeting.over:
        return []
    parts = [build(meeting) for build in _AFTER.values()]
    return [part for part in parts if part is not None]


@dataclass(frozen=True)
class PagePart:
    """A piece of a meeting's page, shown by its package's own template."""

    template: str
    thing: object


@dataclass(frozen=True)
class Sight:
    at: datetime
    words: str
    is_trouble: bool


@dataclass(frozen=True)
class MeetingPage:
    """What the page of one client's meeting and that of a group have alike."""

    meeting: Meeting
    at: datetime
    state: str
    places: list[Participant]
    """Everybody's, also theirs who were removed. Each with ``message``: the last that was sent to them about
    the meeting, neither a code nor a reminder, or None."""

    @property
    def host(self) -> Participant:
        return next(place for place in self.places if place.role == Participant.Role.ADVISER)

    @property
    def guests(self) -> list[Participant]:
        """The clients whose meeting it is."""
        return [place for place in self.places if place.role == Participant.Role.CLIENT]

    @property
    def partners(self) -> list[Participant]:
        removed = Participant.State.REMOVED
        return [place for place in self.places if place.is_partner and place.state != removed]

    @property
    def at_one_device(self) -> list[Participant]:
        """Clients and adviser who have somebody beside them."""
        return [place for place in (*self.guests, self.host) if place.beside]

    @property
    def can_change(self) -> bool:
        """It can still take place at another time, or not at all."""
        meeting = self.meeting
        return meeting.status in (Meeting.Status.PLANNED, Meeting.Status.OPEN) and meeting.ends > self.at

    @property
    def outcome_wanted(self) -> bool:
        """From the start on; what goes on in the room is ended there."""
        meeting = self.meeting
        going_on = meeting.under_way and meeting.ends > self.at
        return meeting.starts <= self.at and meeting.status != Meeting.Status.CANCELLED and not going_on


@dataclass(frozen=True)
class Encounter(MeetingPage):
    """With one client."""

    messages: list[Message]
    """To the client, codes and reminders too."""
    sights: list[Sight]
    attempts: list[CallAttempt]

    @property
    def guest(self) -> Participant:
        return self.guests[0]

    @property
    def invitation(self) -> Invitation:
        return self.guest.invitation

    @property
    def code_wanted(self) -> bool:
        """A browser that comes now is asked for a code."""
        return not link_is_enough(self.invitation, self.at)

    @property
    def tried(self) -> bool:
        """Technology is never a no-show: the door saw the client trying."""
        return any(sight.is_trouble for sight in self.sights)


PageBuild = Callable[[Encounter], PagePart | None]
_ON_PAGE: dict[str, PageBuild] = {}
_JOINED: list[str] = []


def page_part(name: str, build: PageBuild, *joined: str) -> None:
    """``build`` adds a piece to the page of every meeting. ``joined``: what of its own comes along with each
    place, so that it takes no statement. Packages above register here."""
    _ON_PAGE[name] = build
    _JOINED.extend(joined)


def page_parts_of(encounter: Encounter) -> list[PagePart]:
    return [part for build in _ON_PAGE.values() if (part := build(encounter)) is not None]


_places = Kept(
    lambda meeting: (
        Participant.objects.filter(meeting=meeting)
        .select_related("invitation", "person", "client", *_JOINED)
        .order_by("pk")
    ),
    *some_ids(1),
)
_messages = Kept(
    lambda meeting: Message.objects.filter(
        kind__in=OF_INVITATIONS,
        about__in=Invitation.objects.filter(participant__meeting=meeting).values("pk"),
    ).order_by("-pk")[:MESSAGES_READ],
    *some_ids(1),
)
_sights = Kept(
    lambda guest: DoorSight.objects.filter(participant=guest).order_by("-at", "-pk")[:SIGHTS_SHOWN],
    *some_ids(1),
)
_attempts = Kept(
    lambda meeting: CallAttempt.objects.filter(meeting=meeting).select_related("by").order_by("at", "pk"),
    *some_ids(1),
)


def places_with(messages: Iterable[Message], meeting: Meeting) -> list[Participant]:
    """Those of ``MeetingPage``. ``messages``: about the meeting, the newest first."""
    last: dict[int, Message] = {}
    for message in messages:
        if message.kind != "code" and "reminder" not in message.kind:
            last.setdefault(message.about, message)
    places = _places.objects(meeting.pk)
    for place in places:
        link = getattr(place, "invitation", None)
        vars(place)["message"] = last.get(link.pk) if link else None
    return places


def attempts_in(meeting: Meeting) -> list[CallAttempt]:
    return _attempts.objects(meeting.pk)


def encounter_of(meeting: Meeting) -> Encounter:
    """Four statements."""
    messages = _messages.objects(meeting.pk)
    places = places_with(messages, meeting)
    guest = next(place for place in places if place.role == Participant.Role.CLIENT)
    to_guest = [message for message in messages if message.about == guest.invitation.pk]
    now = clock.now()
    return Encounter(
        meeting=meeting,
        state=state_words(meeting, guest, now),
        messages=to_guest[:MESSAGES_SHOWN],
        sights=[
            Sight(sight.at, sight_words(sight.what), is_trouble(sight.what))
            for sight in _sights.objects(guest.pk)
        ],
        attempts=attempts_in(meeting),
        at=now,
        places=places,
    )


def is_trouble(what: str) -> bool:
    return what.endswith(_TROUBLES) or what == "asked_for_call"


def sight_words(what: str) -> str:
    """What the door saw, as a fact. ``camera_blocked`` and the like say which step met which trouble."""
    step, _sign, trouble = what.partition("_")
    if trouble in _TROUBLES:
        return _("{step}: {trouble}").format(step=_steps().get(step, step), trouble=_trouble_words()[trouble])
    return _sight_words().get(what, what)


def _steps() -> dict[str, str]:
    return {
        "camera": _("at the camera"),
        "sound": _("at the sound"),
        "microphone": _("at the microphone"),
        "ready": _("ready to come in"),
    }


def _trouble_words() -> dict[str, str]:
    return {
        "blocked": _("the browser did not give leave"),
        "missing": _("no device was found"),
        "busy": _("another program had the device"),
    }


def _sight_words() -> dict[str, str]:
    return _steps() | {
        "code_asked": _("asked for a code"),
        "code_wrong": _("typed a wrong code"),
        "code_right": _("typed the right code"),
        "entered_without_code": _("came in by the link alone"),
        "asked_for_call": _("asked to be phoned"),
        "vouched": _("let in by the vouched door"),
        "code_read_aloud": _("a code was read aloud"),
        "hosted": _("took part at somebody else's device from here on"),
        "hosting_ended": _("no longer at somebody else's device"),
    }


def under_way_of(meeting_ids: Iterable[int]) -> set[int]:
    """Which of these meetings are under way."""
    asked = set(meeting_ids)
    return {number for (number,) in _kept_going(len(asked)).rows(*asked)} if asked else set()


@lru_cache(64)
def _kept_going(meetings: int) -> Kept[Meeting]:
    def going(*asked: int) -> QuerySet[Meeting, Any]:
        rows = Meeting.objects.filter(pk__in=asked, status=Meeting.Status.UNDER_WAY)
        return rows.order_by().values_list("pk")

    return Kept(going, *some_ids(meetings))
