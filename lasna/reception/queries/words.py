"""What a visitor is told of the queue, in words."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = timedelta(minutes=3)
STEP = 5
LONGEST = 60
"""Minutes that are told; beyond, "more than an hour"."""


def before_words(before: int) -> str:
    if not before:
        return _("Nobody is before you.")
    return ngettext("One person is before you.", "There are {number} people before you.", before).format(
        number=before
    )


def wait_words(wait: timedelta | None) -> str:
    """Rounded up to five minutes: nobody waits longer than they were told, as far as is known."""
    if wait is None:
        return _("We do not know yet how long you wait.")
    if wait <= SOON:
        return _("It is your turn soon.")
    minutes = -(-int(wait.total_seconds()) // (60 * STEP)) * STEP
    if minutes > LONGEST:
        return _("You wait for more than an hour.")
    return _("You wait for about {minutes} minutes.").format(minutes=minutes)


def waited_words(waited: timedelta) -> str:
    """For staff: how long somebody has waited."""
    minutes = int(waited.total_seconds()) // 60
    return _("{minutes} min").format(minutes=minutes) if minutes else _("less than a minute")
