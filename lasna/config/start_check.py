"""Before real people are served: what must not be, is refused in words."""

import os
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import DatabaseError

from lasna.config import environment
from lasna.config.environment.production import KEYS, Installation, Refusal
from lasna.config.environment.production import refusals as of_settings
from lasna.kernel.keys import read_key


def refusals(variables: Mapping[str, str] = os.environ) -> list[Refusal]:
    """Why this installation does not serve real people. None outside production."""
    read = environment.read(variables)
    if not read.of(environment.table.PRODUCTION):
        return []
    found = {name: read_key(settings.LASNA_DATA, name) for name in KEYS}
    return of_settings(Installation(read, found)) + _demo()


def _demo() -> list[Refusal]:
    from lasna.people.models import Organisation

    try:
        present = Organisation.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []  # away or empty: `lasna check` and /health say so
    if not present:
        return []
    what = "The demo organisation is in this database: its mailbox page shows links and codes to everybody."
    return [
        Refusal(what, "Begin with a fresh database (LASNA_DATABASE_URL) or data folder, then lasna setup.")
    ]


def may_serve(say: Callable[[str], None], variables: Mapping[str, str] = os.environ) -> bool:
    """Name variables that nobody reads, then every reason not to serve."""
    for line in environment.unknown(variables):
        say(line)
    found = refusals(variables)
    for refusal in found:
        say(refusal.text())
    return not found
