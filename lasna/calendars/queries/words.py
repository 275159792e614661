"""Why a calendar cannot be read, in words that its owner can do something with."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, str | Promise] = {
    "address.not_one": _("This is not an address of a calendar. It begins with https:// or webcal://."),
    "address.not_https": _("The address is not encrypted. Use one that begins with https:// or webcal://."),
    "address.inside": _(
        "The calendar is inside a network that this service does not ask. Those who run the service can "
        "allow it (LASNA_CALENDAR_HOSTS)."
    ),
    "address.lost": _("The address cannot be read here any more. Write it anew."),
    "answer.no_such_host": _("There is no server of this name. Check the address."),
    "answer.certificate": _("The calendar's server could not be trusted (its certificate)."),
    "answer.leads_elsewhere": _("The address leads on and on to others. Copy it anew from your calendar."),
    "answer.gone": _(
        "Your calendar does not show itself at this address any more. "
        "Copy the address anew from your calendar."
    ),
    "answer.too_long": _("The calendar is too large to be read (over 5 MB)."),
    "calendar.not_one": _(
        "At this address there is no calendar that we can read. Copy the address of the ICS or iCal form."
    ),
    "calendar.too_much": _("There are too many events in the calendar to be read."),
}
_AWAY = _("The calendar's server did not answer. We try again by ourselves.")


def words_of(code: str) -> str:
    """Empty where nothing is wrong."""
    return str(_WORDS.get(code, _AWAY)) if code else ""
