"""Erasing one client: everything of the person in one transaction, and a line that outlives the database."""

import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, ledger
from lasna.kernel.audit.services import record
from lasna.kernel.keys import fingerprints
from lasna.kernel.personal import parts
from lasna.kernel.words import folded
from lasna.meetings.queries.held import messages_of
from lasna.meetings.services.erasure import cancel_coming
from lasna.people.models import Organisation, Person
from lasna.policy import Action
from lasna.privacy.access import client_to
from lasna.privacy.models import Erasure
from lasna.privacy.queries.ageing import night_at, zone_of

SMALL = 64 * 1024 * 1024
"""A SQLite file up to this size is written anew at once; a larger one at night."""
log = logging.getLogger(__name__)


def ledger_path() -> Path:
    return Path(settings.LASNA_DATA) / ledger.NAME


@transaction.atomic
def erase_client(*, client_id: int, by: Person, typed: str) -> Erasure:
    """Everything of the person goes, now. ``typed``: the name, so that it is this client and no other."""
    client = client_to(by, client_id, Action.CLIENT_ERASE)
    if folded(" ".join(typed.split())) != folded(" ".join(client.name.split())):
        raise UserError("erase.name", _("This is not the client's name. Write it as it is on the card."))
    return _erase(client, by=by)


@transaction.atomic
def erase_by_rule(client: Client) -> Erasure:
    """What the nightly purge does to a client whose time is over."""
    return _erase(client, by=None)


def cancel_meetings(*, client_id: int, by: Person) -> int:
    """What is to come, so that nobody waits for nobody; the client is told. How many."""
    client = client_to(by, client_id, Action.CLIENT_ERASE)
    return cancel_coming(client_id=client.pk, by=by)


def _erase(client: Client, *, by: Person | None) -> Erasure:
    number, chain, at = client.pk, client.organisation_id, clock.now()
    _lock(number)
    for part in parts():
        part.require_free(number)
    erasure = _take_away(number, chain, at, by)
    who = f"person:{by.pk}" if by else "system"
    record(chain=chain, who=who, deed="client.erased", subject="client", ids=[number])
    # On the disk before the database says so: a restore must never know less than the database.
    _write_down([_line(erasure)])
    return erasure


def _lock(number: int) -> None:
    for part in parts():
        part.lock(number)
    if not Client.objects.select_for_update().filter(pk=number).exists():
        raise NotHere("client")  # erased a moment ago


def _take_away(number: int, chain: int, at: datetime, by: Person | None) -> Erasure:
    counts = {part.name: part.erase(number) for part in reversed(parts())}
    return Erasure.objects.create(organisation_id=chain, client=number, at=at, by=by, counts=counts)


def _line(erasure: Erasure) -> ledger.Line:
    key = fingerprints()["link"][0]
    return ledger.Line(erasure.organisation_id, erasure.client, erasure.at.isoformat(), key)


def _write_down(lines: Iterable[ledger.Line]) -> None:
    try:
        ledger.append(ledger_path(), lines)
    except OSError as error:
        log.error("The list of the erased cannot be written: %s", error.strerror)
        words = _("The list of the erased could not be written, so nothing was erased. Is the disk full?")
        raise UserError("erase.list", words) from error


def erased_lines() -> list[ledger.Line]:
    """Everybody who was ever erased, as this machine's list and the database know them."""
    path = ledger_path()
    listed = ledger.read(path) if path.exists() else []
    return [*listed, *_missing_of(listed)]


def _missing_of(listed: list[ledger.Line]) -> list[ledger.Line]:
    """Under today's key: who was listed under an older one is listed anew, so that the list stays ours."""
    key = fingerprints()["link"][0]
    known = {(line.chain, line.client) for line in listed if line.key == key}
    rows = [_line(erasure) for erasure in Erasure.objects.order_by("at", "pk")]
    return [line for line in rows if (line.chain, line.client) not in known]


def complete_ledger() -> int:
    """This machine's list knows of what others erased. How many lines were missing."""
    path = ledger_path()
    missing = _missing_of(ledger.read(path) if path.exists() else [])
    if missing:
        ledger.append(path, missing)
    return len(missing)


@dataclass
class Anew:
    """What a restored database held of the erased."""

    erased: int = 0
    absent: int = 0


def erase_anew(lines: Iterable[ledger.Line], *, made_at: datetime) -> Anew:
    """After a restore: whoever was erased since that backup was made goes again, whatever goes on."""
    told = Anew()
    known = set(Erasure.objects.values_list("client", flat=True))
    # An hour's margin: who was being erased while the backup was made is perhaps in it.
    for line in lines:
        if line.client not in known and line.moment > made_at - timedelta(hours=1):
            _anew(line, told)
            known.add(line.client)
    return told


@transaction.atomic
def _anew(line: ledger.Line, told: Anew) -> None:
    if not Client.objects.filter(pk=line.client, organisation=line.chain).exists():
        told.absent += 1
        if Organisation.objects.filter(pk=line.chain).exists():
            Erasure.objects.create(organisation_id=line.chain, client=line.client, at=line.moment)
        return
    _lock(line.client)
    # What was leaving when the backup was made leaves no more: nobody has to wait for it.
    messages_of(line.client).filter(state=Message.State.SENDING).update(state=Message.State.UNKNOWN)
    _take_away(line.client, line.chain, line.moment, None)
    told.erased += 1
    record(chain=line.chain, who="system", deed="client.erased_again", subject="client", ids=[line.client])


def clear_traces(*, at_once: bool = False) -> bool:
    """SQLite: the file is written anew without what deleting leaves in it. True: nothing is left to clear.

    ``secure_delete`` overwrites what is deleted; a copy can stay in pages that were balanced.
    """
    waiting = list(Erasure.objects.filter(cleared_at=None).values_list("pk", flat=True))
    if connection.vendor != "sqlite" or not waiting:
        return True
    if not at_once and not _may_rewrite():
        return False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:  # somebody reads: again in a moment
            return False
    Erasure.objects.filter(pk__in=waiting).update(cleared_at=clock.now())
    return True


def _may_rewrite() -> bool:
    """Small, or at night; and there is room for a second copy."""
    file = Path(connection.settings_dict["NAME"])
    size = file.stat().st_size
    if shutil.disk_usage(file.parent).free < 2 * size:
        return False
    chain = Erasure.objects.filter(cleared_at=None).values_list("organisation", flat=True)[0]
    return size <= SMALL or night_at(clock.now(), zone_of(chain)) is not None
