"""The rules of meetings: which settings there are, who has a say in them, and what they are called."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from lasna.kernel.levels import Setting

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Words: TypeAlias = "str | StrPromise"


class Level(StrEnum):
    ORGANISATION = "organisation"
    OFFICE = "office"
    TYPE = "type"
    MEETING = "meeting"


LEVELS = tuple(Level)
"""From the highest to the lowest."""

SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("camera", ("as_chosen", "off"), "as_chosen"),
        Setting("microphone", ("as_chosen", "off"), "as_chosen"),
        Setting("chat", ("links", "off"), "links"),
        Setting("share", ("everybody", "adviser", "nobody"), "everybody"),
        Setting("blur", ("as_chosen", "staff"), "as_chosen"),
        Setting("code", ("link", "code"), "code"),
    )
}
SETTINGS_OF_MEETINGS = tuple(name for name in SETTINGS if name != "code")
"""Whether the door asks for a code is what the invitation promised (decision 30): no meeting changes it."""


@dataclass(frozen=True)
class _Words:
    title: Words
    help: Words
    values: dict[str, Words]


_CHOSEN, _OFF = _("as everybody chose at the door"), _("off at first")
_WORDS = {
    "camera": _Words(
        _("Camera on entering"),
        _("Off at first: everybody comes in unseen and switches the camera on with one press."),
        {"as_chosen": _CHOSEN, "off": _OFF},
    ),
    "microphone": _Words(
        _("Microphone on entering"),
        _("Off at first: everybody comes in unheard and switches the microphone on with one press."),
        {"as_chosen": _CHOSEN, "off": _OFF},
    ),
    "chat": _Words(
        _("Chat"),
        _("There are no written messages. Links are addresses of public web pages; they stay on record."),
        {"links": _("links only"), "off": _("nothing written, no links")},
    ),
    "share": _Words(
        _("Who may show their screen"),
        _("Whoever shows chooses a tab, a window or the screen, and sees first what the others will see."),
        {"everybody": _("everybody in the meeting"), "adviser": _("the adviser"), "nobody": _("nobody")},
    ),
    "blur": _Words(
        _("Background of the staff"),
        _(
            "Blurred on their own device, or their camera stays off."
            " Clients and partners choose for themselves."
        ),
        {"as_chosen": _("as everybody chooses"), "staff": _("always blurred")},
    ),
    "code": _Words(
        _("At the door of a video meeting"),
        _("Meeting types say it, unless it is locked above. Invitations already made keep their promise."),
        {"link": _("the link alone"), "code": _("link and code")},
    ),
}
_LEVELS: dict[str, Words] = {
    Level.ORGANISATION: _("the organisation"),
    Level.OFFICE: _("the office"),
    Level.TYPE: _("the meeting type"),
    Level.MEETING: _("the meeting's adviser"),
}


def words_of(setting: str) -> _Words:
    return _WORDS[setting]


def value_words(setting: str, value: str) -> str:
    return str(_WORDS[setting].values.get(value, value))


def level_words(level: str) -> str:
    return str(_LEVELS.get(level, level))
