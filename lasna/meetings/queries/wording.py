"""The ready-made words of what clients and partners are told of a meeting.

Never the service, the type or the agenda: those are behind the code, and there is no place for them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lasna.correspondence.protocol import Letter, Link
from lasna.people.models import Person
from lasna.wording.protocol import CALL_BACK, NAME, ORGANISATION, Template
from lasna.wording.states import Placeholder, Text, Values

Parts = list[str | Link]

WHEN = Placeholder(
    "when", gettext_lazy("The day and the time of the meeting."), required=True, in_subject=True
)
LINK = Placeholder("link", gettext_lazy("The link to the meeting."), required=True, is_link=True)
OPEN_AT = Placeholder("open_at", gettext_lazy("When to open the link: a time, or “now”."))
CODE_WORDS = Placeholder(
    "code_words",
    gettext_lazy("“You get a code when you open the link.” Where no code is needed the line is left out."),
    may_be_empty=True,
)
ANSWER = Placeholder(
    "answer",
    gettext_lazy("The link by which the client says whether they come."),
    may_be_empty=True,
    is_link=True,
)
WAY_LINK = Placeholder(
    "way_link",
    gettext_lazy("The link by which the client says that another way suits them better."),
    may_be_empty=True,
    is_link=True,
)
WAY_WORDS = Placeholder(
    "way_words",
    gettext_lazy(
        "“If another way suits you better, open the link and tell us.” Left out where there is no such link."
    ),
    may_be_empty=True,
)
PLACE = Placeholder("place", gettext_lazy("Where you meet."), required=True)
ROOM = Placeholder(
    "room", gettext_lazy("The room that is booked for the client, with its address."), required=True
)
CODE = Placeholder("code", gettext_lazy("The code."), required=True)


@dataclass(frozen=True)
class Way:
    """One way to meet: what it is called, what is said of it, and with what."""

    label: Text
    subject: Callable[[], str]
    body: Callable[[], Parts]
    places: Sequence[Placeholder]


def _by_video(*more: str) -> Parts:
    return [
        _("You have a video meeting on {when}. Your adviser is {name}."),
        "\n".join(
            [_("Open the link {open_at}."), _("You do not have to install anything."), str(CODE_WORDS)]
        ),
        Link(str(LINK), _("Open the meeting")),
        *more,
        _("If the technology does not work, we call you. It is not your fault."),
    ]


def _from_a_room() -> Parts:
    return _by_video(_("A room is booked for you. Open the link there: {room}."))


def _by_phone() -> Parts:
    return [
        "\n".join(
            [
                _("{name} calls you on {when}."),
                _("The call comes from {call_back}."),
                _("Keep your phone near you."),
            ]
        )
    ]


def _in_person() -> Parts:
    return [
        _("You have a meeting on {when}. Your adviser is {name}."),
        _("Come to this place: {place}."),
    ]


def _in_writing() -> Parts:
    return [_("{name} writes to you on {when}.")]


def _to_partner() -> Parts:
    """Neither whom it is about nor as what they are asked: who they are to each other is behind the code."""
    return [
        _("{name} asks you to join a video meeting on {when}."),
        "\n".join(
            [_("Open the link {open_at}."), _("You do not have to install anything."), str(CODE_WORDS)]
        ),
        Link(str(LINK), _("Open the meeting")),
    ]


_ALWAYS = (WHEN, NAME, ORGANISATION, CALL_BACK)
_BY_LINK = (*_ALWAYS, LINK, OPEN_AT, CODE_WORDS)
_ANOTHER_WAY = (WAY_LINK, WAY_WORDS)
"""Of clients alone."""
WAYS = {
    "video": Way(
        gettext_lazy("by video"),
        lambda: _("Meeting by video on {when}"),
        _by_video,
        (*_BY_LINK, *_ANOTHER_WAY),
    ),
    "room": Way(
        gettext_lazy("by video from a room that is booked"),
        lambda: _("Meeting by video on {when}"),
        _from_a_room,
        (*_BY_LINK, *_ANOTHER_WAY, ROOM),
    ),
    "phone": Way(
        gettext_lazy("by phone"),
        lambda: _("Meeting by phone on {when}"),
        _by_phone,
        (*_ALWAYS, *_ANOTHER_WAY),
    ),
    "in_person": Way(
        gettext_lazy("in person"),
        lambda: _("Meeting on {when}"),
        _in_person,
        (*_ALWAYS, *_ANOTHER_WAY, PLACE),
    ),
    "written": Way(
        gettext_lazy("in writing"), lambda: _("Meeting on {when}"), _in_writing, (*_ALWAYS, *_ANOTHER_WAY)
    ),
    "partner": Way(
        pgettext_lazy("invitation", "to a partner"),
        lambda: _("Meeting by video on {when}"),
        _to_partner,
        _BY_LINK,
    ),
}


def _farewell() -> Parts:
    """What to do if the time does not suit, and whose message this is."""
    return [_("If the time does not suit you, call {call_back}."), str(ORGANISATION)]


def _invitation(way: Way) -> Letter:
    other: Parts = [str(WAY_WORDS), Link(str(WAY_LINK), _("Another way suits me better"))]
    asked = other if WAY_LINK in way.places else []
    return Letter(way.subject(), [*way.body(), *asked, *_farewell()])


def _changed(way: Way) -> Letter:
    if PLACE in way.places or ROOM in way.places:  # the time, the place or both
        subject = _("Changed: {subject}").format(subject=way.subject())
        return Letter(subject, [_("Your meeting has changed."), *way.body(), *_farewell()])
    subject = _("New time: {subject}").format(subject=way.subject())
    return Letter(subject, [_("The time of your meeting has changed."), *way.body(), *_farewell()])


def _reminder(way: Way) -> Letter:
    """The same words once more, said to be a reminder; and one press says whether they come."""
    subject = _("Reminder: {subject}").format(subject=way.subject())
    answer = Link(str(ANSWER), _("Say whether you can come"), aside=True)
    return Letter(subject, [_("This is a reminder."), *way.body(), answer, *_farewell()])


def _cancelled() -> Letter:
    return _called_off(_("If you want a new time, call {call_back}."))


def _cancelled_for_partner() -> Letter:
    return _called_off(_("If you have something to ask, call {call_back}."))


def _called_off(*more: str) -> Letter:
    words = _("The meeting on {when} is cancelled. You do not have to do anything.")
    return Letter(_("Cancelled: meeting on {when}"), [words, *more, str(ORGANISATION)])


def _code() -> Letter:
    words = _("Your code is {code}. It works for 10 minutes. Do not give the code to anybody else.")
    # Short: with it a text message is still one.
    help = _("Help: {call_back}.")
    return Letter(_("Code for your meeting"), ["\n".join([words, help]), str(ORGANISATION)])


def _for_phone(values: Values) -> str:
    # The phone offers the code to our page alone: https://wicg.github.io/sms-one-time-codes/
    return f"@{urlsplit(settings.LASNA_URL).hostname} #{values['code'].replace(' ', '')}"


Sample = Callable[[str, Person], Values]
"""What stands in the places of a message about a meeting in this way."""


def templates(sample: Sample, reminders: Sequence[str]) -> list[Template]:
    """All that is said of meetings. ``reminders``: the kinds of message that remind."""
    of_clients = [name for name in WAYS if name != "partner"]
    return [
        *(_in_way("invitation", ["invitation"], _invitation, sample, way) for way in WAYS),
        *(_in_way("changed", ["changed"], _changed, sample, way) for way in WAYS),
        *(_in_way("reminder", reminders, _reminder, sample, way) for way in of_clients),
        *_of_what_is_off(sample),
        Template(
            name="code",
            kinds=["code"],
            title=gettext_lazy("Code"),
            ready=_code,
            placeholders=[CODE, ORGANISATION, CALL_BACK],
            sample=partial(sample, "video"),
            last_line=_for_phone,
        ),
    ]


_TITLES = {
    "invitation": gettext_lazy("Invitation"),
    "changed": gettext_lazy("New time"),
    "reminder": gettext_lazy("Reminder"),
}
_MORE_PLACES = {"reminder": [ANSWER]}


def _in_way(
    name: str, kinds: Sequence[str], ready: Callable[[Way], Letter], sample: Sample, way: str
) -> Template:
    return Template(
        name=f"{name}_{way}",
        kinds=kinds,
        title=_TITLES[name],
        way=WAYS[way].label,
        ready=partial(ready, WAYS[way]),
        placeholders=[*WAYS[way].places, *_MORE_PLACES.get(name, [])],
        sample=partial(sample, way),
        # A letter comes days later: it reminds of nothing. Partners have no postal address.
        by_letter=name != "reminder" and way != "partner",
    )


def _of_what_is_off(sample: Sample) -> Iterator[Template]:
    title = gettext_lazy("Cancelled meeting")
    clients = Template(
        "cancelled", ["cancelled"], title, _cancelled, _ALWAYS, partial(sample, "video"), by_letter=True
    )
    yield clients
    yield replace(
        clients,
        name="cancelled_partner",
        way=WAYS["partner"].label,
        ready=_cancelled_for_partner,
        sample=partial(sample, "partner"),
        by_letter=False,
    )
