"""Snapshots and requests of the meeting on the socket."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.urls import reverse
from django.utils.functional import Promise
from pydantic import BaseModel, Field

from lasna.kernel.live.commands import Request
from lasna.kernel.web.appearance import FootLink
from lasna.meetings.models import Meeting

DeviceState = Literal["", "on", "off", "blocked", "missing", "busy"]
PhoneReason = Literal["no_sound", "no_picture", "connection", "device", "wished", "easier", "other"]


class Step(Request):
    """How far the client has come, and what the devices answered."""

    step: Literal["camera", "sound", "microphone", "ready"]
    camera: DeviceState = ""
    microphone: DeviceState = ""
    device: str = Field(default="", max_length=60)
    """The browser's own words for the device, shortened: "Android, Chrome"."""


class TellBeside(Request):
    """Names of who else sits at the same device; empty: nobody.

    ``with_client``: a partner says whether the client does; null: says nothing new of it.
    """

    names: list[Annotated[str, Field(max_length=80)]] = Field(max_length=5)
    with_client: bool | None = None


class AboutParticipant(Request):
    participant: int = Field(ge=0, le=2**53)


class Admit(AboutParticipant):
    """``offer`` is the host's prepared session description with candidates, passed on as a signal."""

    offer: dict[str, Any] | None = None


class Say(AboutParticipant):
    words: str = Field(max_length=300)
    minutes_late: int = Field(default=0, ge=0, le=120)


class GivePhoneReason(Request):
    reason: PhoneReason


class End(Request):
    agreed: str = Field(default="", max_length=2000)


class TellCallTried(Request):
    answered: bool


class AboutSomebody(Request):
    """``participant``: a partner; null: the client."""

    participant: int | None = Field(default=None, ge=0, le=2**53)


class SendLink(AboutSomebody):
    channel: Literal["email", "sms"]


class Vouch(AboutSomebody):
    how: str = Field(min_length=2, max_length=300)


FromOutside = Literal["interpreter", "captioner", "doctor", "provider", "relative", "support"]
"""Roles of those who come by a link of their own."""


class AddPartner(Request):
    """``send_by``: how the link goes at once; empty: later. ``by_phone``: an interpreter without a link."""

    role: FromOutside
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    language: Literal["fi", "sv", "en"] = "fi"
    send_by: Literal["", "email", "sms"] = ""
    by_phone: bool = False


class FindColleague(Request):
    text: str = Field(max_length=100)


class AboutPerson(Request):
    person: int = Field(ge=0, le=2**53)


class ColleagueView(BaseModel):
    id: int
    name: str


class Colleagues(BaseModel):
    """The first of those who advise in the meeting's office and whose name fits."""

    people: list[ColleagueView]


class TellConsent(AboutParticipant):
    how: str = Field(min_length=2, max_length=300)


class AnswerConsent(AboutParticipant):
    yes: bool


class Lock(Request):
    locked: bool


class ReadCode(BaseModel):
    """A code to be read aloud by phone. Told once, to the host."""

    code: str


class ParticipantView(BaseModel):
    id: int
    role: str
    name: str
    state: str
    step: str
    camera: str
    microphone: str
    waiting_since: str | None
    asks_call: bool
    by_link_alone: bool
    """Came in without a code. For the host alone."""
    by_phone: bool
    """Sits there by a telephone beside the meeting."""
    beside: list[str]
    """Names of who else sits at the same device, as they say."""
    hosted_by: int | None
    """The client sits at the device of this partner."""
    with_client: bool
    """Says that the client is with them, unanswered. For the host and for themselves."""
    companion_of: int | None
    """Another device of this person, whose name is not said twice."""
    has_sound: bool
    """A companion's: microphone and loudspeaker are there, and off at its owner's own device."""
    link_by: list[str]
    """Channels by which a partner's link can be sent. For the host alone."""


class PhoneView(BaseModel):
    """The meeting goes on by phone; ``video_wanted``: both are on their way back."""

    since: str
    calls_from: str
    reason: str
    video_wanted: bool


class ClientView(BaseModel):
    """For the host alone: whom to call, at which number (E.164 and as people read it)."""

    name: str
    number: str
    number_read: str
    link_by: list[str]
    """Channels by which a link can be sent: ``email``, ``sms``."""
    needs_code: bool
    """Asked for at the door. Where the link alone lets in, reading a code aloud is no help."""


class ConsentView(BaseModel):
    """A partner, and what the client says to them: empty (not asked, or no answer yet), ``yes``, ``no``."""

    participant: int
    role: str
    name: str
    consent: str


class RuleView(BaseModel):
    """What holds in this meeting: ``camera``, ``microphone``: ``as_chosen``, ``off``; ``chat``: ``links``,
    ``off``; ``share``: ``everybody``, ``adviser``, ``nobody``; ``blur`` (of staff): ``as_chosen``, ``staff``.
    ``by``: the level that decided, empty: nobody, it is the usual."""

    name: str
    value: str
    by: str


class MeetingSnapshot(BaseModel):
    id: int
    status: str
    type_name: str
    starts: str
    ends: str
    zone: str
    planned_channel: str
    agreed: str
    expected: str
    """When the adviser said they would come; empty: as planned. For the host alone."""
    call_attempts: int
    """For the host alone."""
    me: int
    participants: list[ParticipantView]
    phone: PhoneView | None
    client: ClientView | None
    locked: bool
    consents: list[ConsentView]
    """For host and client alone: every partner who may come."""
    rules: list[RuleView]
    group: bool
    """Several clients: no telephone between two, and nobody is asked about partners."""


class DoorSnapshot(BaseModel):
    """All that somebody at the door may know. No names but the adviser's, who invited them, and those that
    this browser itself told (``beside``)."""

    participant: int
    state: str
    starts: str
    zone: str
    adviser: str
    seen: bool
    words: str
    expected: str
    ahead: int
    """How many the adviser meets before them, when their own time has come."""
    calls_from: str
    """Not empty: the adviser is about to phone from this number."""
    over: Literal["", "ended", "cancelled"]
    agreed: str
    declined: bool
    """The client has not agreed to them: told kindly, not who decided."""
    locked: bool
    """Nobody new comes in now."""
    beside: list[str]
    """Who else sits at their device, as they said."""
    with_client: bool
    """They said that the client does, and the adviser has not answered."""


class WaitingView(BaseModel):
    meeting: int
    participant: int
    name: str
    since: str
    camera: str
    microphone: str
    asks_call: bool
    by_link_alone: bool
    adviser: str
    """Whose meeting it is, when it is not one's own; else empty."""


class DeskSnapshot(BaseModel):
    waiting: list[WaitingView]


_HEARD: list[Callable[[Collection[int]], None]] = []


def desks_heard(told: Callable[[Collection[int]], None]) -> None:
    """``told`` hears with every heartbeat whose desks are open in this process: ids of people."""
    _HEARD[:] = [told]


def tell_who_is_heard(person_ids: Collection[int]) -> None:
    for told in _HEARD if person_ids else ():
        told(person_ids)


_BEHIND_CODE: dict[str, str | Promise] = {}


def behind_code(url_name: str, words: str | Promise) -> None:
    """A page that packages above give to a client whose browser has passed the code; it takes the token."""
    _BEHIND_CODE[url_name] = words


def links_behind_code(token: str) -> list[FootLink]:
    """For pages after the code alone: before it, nothing of them is shown."""
    return [FootLink(reverse(name, args=[token]), str(words)) for name, words in _BEHIND_CODE.items()]


@dataclass(frozen=True)
class NewTime:
    """What a client who cannot come may do alone. ``cancel``: the page for calling it off; or empty."""

    can_choose: bool = False
    cancel: str = ""


@dataclass(frozen=True)
class NewTimes:
    """``offered`` changes nothing; ``address`` makes what is needed and says where another time is chosen."""

    offered: Callable[[Meeting], NewTime]
    address: Callable[[Meeting], str]


_NEW_TIMES: list[NewTimes] = []


def new_times_from(found: NewTimes) -> None:
    """Who knows free times registers; called once, when its package is ready."""
    _NEW_TIMES[:] = [found]


def new_time_for(meeting: Meeting) -> NewTime:
    return _NEW_TIMES[0].offered(meeting) if _NEW_TIMES else NewTime()


def address_of_new_time(meeting: Meeting) -> str:
    """Empty: nobody offers any."""
    return _NEW_TIMES[0].address(meeting) if _NEW_TIMES else ""


_ANOTHER_WAY: list[tuple[str, str | Promise]] = []


def another_way_at(url_name: str, words: str | Promise) -> None:
    """A page where a client says, by the link alone, that another way to meet suits them better; called once,
    by who has it. It takes the token."""
    _ANOTHER_WAY[:] = [(url_name, words)]


def another_way(token: str) -> FootLink | None:
    """For the door and for invitations. None: nobody has such a page."""
    return next((FootLink(reverse(name, args=[token]), str(words)) for name, words in _ANOTHER_WAY), None)


_TRY: list[Callable[[int | None], str]] = []


def try_link_from(build: Callable[[int | None], str]) -> None:
    """Where a client (their id), or None: anybody, can try camera and sound; called once, by who knows."""
    _TRY[:] = [build]


def try_link(client_id: int | None) -> str:
    return _TRY[0](client_id) if _TRY else ""
