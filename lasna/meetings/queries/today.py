"""The adviser's day: who waits, what is agreed, what is due. Few statements, however full it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from lasna.clients.models import Channel
from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.kernel.holidays import next_working_day
from lasna.kernel.kept import Kept, some_ids, some_moments
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.reminders import AROUND
from lasna.meetings.queries.reminders import KINDS as REMINDERS_SENT
from lasna.meetings.states import CLOSES_AFTER, OPENS_BEFORE, goes_on
from lasna.people.models import Person

UNFINISHED_SHOWN = 20
ASKED_FOR = timedelta(days=120)
"""An outcome that nobody has chosen for so long is asked for on the client's card only."""
OUTBOX_SHOWN, CANNOT_SHOWN, COLLIDING_SHOWN = 20, 20, 20
OF_INVITATIONS = ("invitation", "changed", "cancelled", "code", *REMINDERS_SENT, *AROUND)
_OVER = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)


@dataclass(frozen=True)
class Due:
    """Something that waits for the adviser, shown by its package's own template."""

    template: str
    thing: object
    looked_at: tuple[str, int]
    """For the log of who looked: subject and id."""


DuePart = Callable[[Person], list[Due]]
_DUE: dict[str, DuePart] = {}


def due_part(name: str, build: DuePart) -> None:
    """``build`` adds to what is due today, in one or two statements. Packages above register here."""
    _DUE[name] = build


NotePart = Callable[[Participant], str]
_NOTES: dict[str, NotePart] = {}


def note_part(joined: str, build: NotePart) -> None:
    """``build`` says a few words of a client's place, or none, in the list of the day. ``joined``: what of
    its own comes along with the place, so that it takes no statement. Packages above register here."""
    _NOTES[joined] = build


def notes_of(guest: Participant | None) -> list[str]:
    return [words for build in _NOTES.values() if guest is not None and (words := build(guest))]


BESIDE: list[str] = []
"""Names of addresses whose part the page of the day asks for once it is there. Packages above add theirs:
what is not of the person's own day takes none of its statements."""


def due_of(person: Person) -> list[Due]:
    return [due for build in _DUE.values() for due in build(person)]


@dataclass(frozen=True)
class Row:
    """A meeting in the list of the day."""

    meeting: Meeting
    guest: Participant | None
    now: datetime

    @property
    def notes(self) -> list[str]:
        return notes_of(self.guest)

    @property
    def wish_differs(self) -> bool:
        client = self.meeting.client
        return client is not None and bool(client.wish) and client.wish != self.meeting.planned_channel

    @property
    def doubt(self) -> str:
        """A video meeting to come whose client has tried in vain; empty: none is known."""
        client = self.meeting.client
        if client is None or self.meeting.planned_channel != Channel.VIDEO or self.meeting.over:
            return ""
        if client.means_microphone == client.YesNo.NO:
            return _("microphone did not work: phone first?")
        return _("camera did not work") if client.means_camera == client.YesNo.NO else ""

    @property
    def state(self) -> str:
        return state_words(self.meeting, self.guest, self.now)

    @property
    def starts_words(self) -> str:
        return self._clock(self.meeting.starts)

    @property
    def ends_words(self) -> str:
        return self._clock(self.meeting.ends)

    def _clock(self, at: datetime) -> str:
        return time_format(at.astimezone(ZoneInfo(self.meeting.zone)), "TIME_FORMAT")

    @property
    def can_open(self) -> bool:
        """The room is worth opening: it goes on, or begins within a quarter of an hour."""
        return self.near and self.meeting.planned_channel != Channel.IN_PERSON

    @property
    def near(self) -> bool:
        """It goes on, or is about to."""
        if self.meeting.over:
            return False
        about_to = self.meeting.starts - OPENS_BEFORE <= self.now <= self.meeting.ends
        return self.meeting.going or about_to

    @property
    def collides(self) -> bool:
        return self.meeting.collides and self.meeting.starts > self.now and not self.meeting.over

    @property
    def unsettled(self) -> bool:
        """The time is over and nobody has said what became of it."""
        return not self.meeting.outcome and self.meeting.ends < self.now and not self._under_way

    @property
    def _under_way(self) -> bool:
        return goes_on(self.meeting, self.now)


def state_words(meeting: Meeting, guest: Participant | None, now: datetime) -> str:
    """How it stands, in a few words: the client's step while they come, the outcome when it is over."""
    if meeting.outcome:
        return str(meeting.get_outcome_display())
    if goes_on(meeting, now):
        return _("under way")
    if meeting.status == Meeting.Status.ENDED:
        return _("ended, outcome to choose")
    if meeting.ends < now:
        return _("over, outcome to choose")
    if meeting.is_group:
        return seats_words(meeting)
    if guest is None or guest.state == Participant.State.INVITED:
        return _("nobody came yet") if meeting.starts < now else _planned_words(guest)
    if guest.state == Participant.State.ARRIVED and guest.step not in ("", Participant.Step.READY):
        return str(guest.get_step_display())
    return str(guest.get_state_display())


def seats_words(meeting: Meeting) -> str:
    """How many seats are taken, of a group of ``with_guest``."""
    return _("{taken} of {seats} seats").format(taken=vars(meeting)["taken"] or 0, seats=meeting.seats)


def _planned_words(guest: Participant | None) -> str:
    return str(guest.get_answer_display()) if guest is not None and guest.answer else _("planned")


@dataclass(frozen=True)
class Now:
    """What changes by itself while the page is open. ``joining``: colleagues' meetings, by invitation."""

    joining: list[Participant]
    waiting: list[Participant]
    asking: list[Participant]
    rows: list[Row]
    unfinished: list[Row]
    tomorrow: int
    cannot: list[Participant]
    """Clients who said that they cannot come to what is agreed on, the next first."""
    colliding: list[Row]
    """Meetings at the time of another since the rules of the clock changed."""
    calls: list[Row]
    """Meetings until the end of the next working day whose clients are called beforehand."""

    @property
    def empty(self) -> bool:
        people = any((self.joining, self.waiting, self.asking, self.cannot))
        meetings = any((self.rows, self.unfinished, self.colliding, self.calls, self.tomorrow))
        return not (people or meetings)


def with_guest(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each with its client's place, for ``guest_of``, and what notes are made of: no statement more."""
    is_client = Q(participants__role=Participant.Role.CLIENT, participants__client=F("client"))
    guest = FilteredRelation("participants", condition=is_client)
    seated = Participant.objects.filter(meeting=OuterRef("pk"), group_seat__isnull=False)
    taken = seated.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    joined = ("guest", *(f"guest__{name}" for name in _NOTES))
    return meetings.annotate(guest=guest, taken=Subquery(taken)).select_related(*joined)


def guest_of(meeting: Meeting) -> Participant | None:
    """The one client's place, for a meeting of ``with_guest``; of a group none."""
    guest: Participant | None = vars(meeting).get("guest")
    if guest is not None:
        guest.meeting = meeting
    return guest


def now_of(person: Person, day: date, zone: ZoneInfo) -> Now:
    """The day in two statements: meetings with their clients' places (tomorrow's and unfinished too), the
    door."""
    now = clock.now()
    begins, ends, after = (datetime.combine(day + timedelta(days=plus), time.min, zone) for plus in (0, 1, 2))
    called = datetime.combine(next_working_day(day) + timedelta(days=1), time.min, zone)
    meetings = _kept_day.objects(person.pk, begins, after, called, now, now - ASKED_FOR, now - CLOSES_AFTER)
    rows = [Row(meeting, guest_of(meeting), now) for meeting in meetings]
    places = _kept_places.objects(person.pk, begins, ends, now - CLOSES_AFTER, now)
    at_door = [place for place in places if place.meeting.adviser_id == person.pk]
    joining = [place for place in places if place.person_id == person.pk]
    return Now(
        joining=sorted(joining, key=lambda place: place.meeting.starts),
        waiting=[guest for guest in at_door if guest.state == Participant.State.WAITING],
        asking=[guest for guest in at_door if guest.asks_call],
        rows=[row for row in rows if begins <= row.meeting.starts < ends],
        unfinished=[row for row in rows if row.unsettled and row.meeting.starts < begins][-UNFINISHED_SHOWN:],
        tomorrow=sum(ends <= row.meeting.starts < after and not row.meeting.over for row in rows),
        cannot=_cannot(at_door, now),
        colliding=[row for row in rows if row.collides][:COLLIDING_SHOWN],
        calls=[row for row in rows if ends <= row.meeting.starts < called and _to_call(row)],
    )


def _to_call(row: Row) -> bool:
    """Whoever has said that they cannot come is on another list."""
    cannot = row.guest is not None and row.guest.answer == Participant.Answer.CANNOT
    client = row.meeting.client
    return client is not None and client.call_before and not row.meeting.over and not cannot


def _cannot(guests: list[Participant], now: datetime) -> list[Participant]:
    said = [guest for guest in guests if guest.answer == Participant.Answer.CANNOT]
    ahead = [guest for guest in said if guest.meeting.starts > now]
    return sorted(ahead, key=lambda guest: guest.meeting.starts)[:CANNOT_SHOWN]


def _day(
    person_id: int, begins: datetime, ends: datetime, called: datetime, *moments: datetime
) -> QuerySet[Meeting]:
    """Meetings of the days between, those later whose clients are to be called, those that never got an
    outcome, and those that collide. ``moments``: now, since when an outcome is asked for, what has begun
    since is not over."""
    now, asked_for, closed = moments
    forgotten = Q(starts__gt=asked_for, ends__lt=now, outcome="")
    unfinished = forgotten & ~Q(status=Meeting.Status.UNDER_WAY, ends__gte=closed)
    shown = Q(starts__gte=begins, starts__lt=ends)
    to_call = Q(starts__gte=ends, starts__lt=called, client__call_before=True)
    collides = Q(collides=True, starts__gt=now)
    wanted = Meeting.objects.filter(shown | to_call | unfinished | collides, adviser=person_id)
    return with_guest(wanted.select_related("client", "type", "place")).order_by("starts", "pk")


_kept_day = Kept(_day, *some_ids(1), *some_moments(6))


def _places(
    person_id: int, begins: datetime, ends: datetime, closed: datetime, now: datetime
) -> QuerySet[Participant]:
    """Two questions in one statement, each by its own index: who is at the person's doors (longest first),
    asks for a call or cannot come; and where the person themselves is asked to join."""
    here = Q(state=Participant.State.WAITING) | Q(asks_call=True)
    cannot = Q(answer=Participant.Answer.CANNOT, meeting__starts__gt=now)
    at_door = Participant.objects.filter(here | cannot, meeting__adviser=person_id)
    joining = Participant.objects.filter(
        person=person_id,
        role=Participant.Role.COLLEAGUE,
        meeting__starts__gte=begins,
        meeting__starts__lt=ends,
        meeting__ends__gte=closed,
    )
    ids = (
        at_door.exclude(role=Participant.Role.ADVISER)
        .values("pk")
        .union(joining.exclude(state=Participant.State.REMOVED).values("pk"))
    )
    places = Participant.objects.filter(pk__in=ids).exclude(meeting__status__in=_OVER)
    return places.select_related("meeting__type", "meeting__adviser", "client", "person").order_by(
        "waiting_since", "pk"
    )


_kept_places = Kept(_places, *some_ids(1), *some_moments(4))


@dataclass(frozen=True)
class Trouble:
    """A message that did not leave, or of which nobody knows; and the meeting it was about."""

    message: Message
    meeting: Meeting


def outbox_of(person: Person) -> tuple[list[Trouble], list[Message]]:
    """Failed and unknown messages about the person's coming meetings, unless a later one took their place;
    and letters to their clients that wait to be printed."""
    now = clock.now()
    since = now - timedelta(hours=12)
    messages = _kept_outbox.objects(person.pk, since, now)
    letters = [message for message in messages if message.state == Message.State.PRINT]
    failed = [message for message in messages if message.state != Message.State.PRINT]
    if not failed:
        return [], letters
    found = (
        _invitations(person.pk, since)
        .select_related("participant__meeting__client")
        .in_bulk({message.about for message in failed})
    )
    return [Trouble(message, found[message.about].participant.meeting) for message in failed], letters


def _invitations(person_id: int, since: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        participant__meeting__adviser=person_id, participant__meeting__ends__gt=since
    )


def _outbox(person_id: int, since: datetime, now: datetime) -> QuerySet[Message]:
    """Two questions in one statement, each by its own index."""
    invitations = _invitations(person_id, since)
    later = Message.objects.filter(kind=OuterRef("kind"), about=OuterRef("about"), pk__gt=OuterRef("pk"))
    troubles = Message.objects.filter(
        ~Exists(later),
        kind__in=OF_INVITATIONS,
        about__in=invitations.values("pk"),
        state__in=[Message.State.FAILED, Message.State.UNKNOWN],
    )
    letters = Message.objects.filter(
        channel=Message.Channel.POST,
        state=Message.State.PRINT,
        client__adviser=person_id,
        drop_after__gt=now,
    )
    ids = troubles.values("pk").union(letters.values("pk"))
    shown = Message.objects.filter(pk__in=ids).select_related("client__office")
    # However many letters wait, a message that did not leave is seen.
    waits = Case(When(state=Message.State.PRINT, then=1), default=0)
    return shown.order_by(waits, "created_at", "pk")[:OUTBOX_SHOWN]


_kept_outbox = Kept(_outbox, *some_ids(1), *some_moments(2))
