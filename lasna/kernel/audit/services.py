"""Adding to an organisation's chain. The head's lock is the last one a transaction takes."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from lasna.kernel import clock
from lasna.kernel.audit.models import AuditHead, AuditRow
from lasna.kernel.kept import Kept, some_ids, some_moments

Deed = tuple[str, str, tuple[int, ...]]
"""Deed, subject, ids."""
# Every page passes here: what is always the same is not put together anew.
_ADD = "INSERT INTO audit_auditrow (chain, number, at, who, deed, subject, ids, hash) VALUES"
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s)"
_END = "UPDATE audit_audithead SET number = %s, hash = %s WHERE chain = %s"
SAME_LIST_WITHIN = timedelta(minutes=15)


def record(*, chain: int, who: str, deed: str, subject: str, ids: Iterable[int]) -> None:
    """Write down a deed, as the last statement of its transaction. ``chain``: the organisation's id."""
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs at the end of the transaction that did the deed")
    _append(chain, who, [(deed, subject, tuple(ids))])


@transaction.atomic
def record_all(*, chain: int, who: str, deeds: Sequence[Deed]) -> None:
    """Several at once, in a short transaction of their own."""
    if deeds:
        _append(chain, who, deeds)


def lists_written(*, chain: int, who: str, deeds: set[str]) -> set[tuple[str, str, str]]:
    """Deed, subject and ids, as ``written_ids`` has them, of what ``who`` was shown in the last quarter of an
    hour."""
    if not deeds:
        return set()
    rows = _kept_since(len(deeds)).rows(chain, who, clock.now() - SAME_LIST_WITHIN, *deeds)
    return {(deed, subject, ids) for deed, subject, ids in rows}


def written_ids(ids: Sequence[int]) -> str:
    """As both databases write a list of numbers: "[3, 5]". Read as text, a hundred lists cost nothing."""
    return str(list(ids))


@cache
def _kept_since(deeds: int) -> Kept[AuditRow]:
    """For so many deeds: a page has one list, or three."""
    marks = [f"deed {number}" for number in range(deeds)]
    return Kept(_since, *some_ids(1), "who", *some_moments(1), *marks)


def _since(chain: int, who: str, at: datetime, *deeds: str) -> QuerySet[AuditRow, Any]:
    rows = AuditRow.objects.filter(chain=chain, who=who, deed__in=deeds, at__gt=at)
    return rows.values_list("deed", "subject", Cast("ids", TextField()))


def _append(chain: int, who: str, deeds: Sequence[Deed]) -> None:
    head = _locked_head(chain)
    at = clock.now()
    values: list[Any] = []
    for deed, subject, ids in deeds:
        row = AuditRow(
            chain=chain, number=head.number + 1, at=at, who=who, deed=deed, subject=subject, ids=list(ids)
        )
        head.number, head.hash = row.number, row_hash(head.hash, row)
        when = connection.ops.adapt_datetimefield_value(at)
        list_of_ids = connection.ops.adapt_json_value(row.ids, None)
        values += [chain, row.number, when, who, deed, subject, list_of_ids, head.hash]
    with connection.cursor() as cursor:
        cursor.execute(f"{_ADD} {', '.join([_ROW] * len(deeds))}", values)
        cursor.execute(_END, [head.number, head.hash, chain])


_kept_head = Kept(lambda chain: AuditHead.objects.select_for_update().filter(pk=chain), *some_ids(1))


def _locked_head(chain: int) -> AuditHead:
    head = _kept_head.first(chain)
    if head is None:
        AuditHead.objects.get_or_create(pk=chain)
        head = AuditHead.objects.select_for_update().get(pk=chain)
    return head


def row_hash(before: str, row: AuditRow) -> str:
    """SHA-256 over the hash of the row before and this row as canonical JSON."""
    body = {
        "chain": row.chain,
        "number": row.number,
        "at": _utc(row.at),
        "who": row.who,
        "deed": row.deed,
        "subject": row.subject,
        "ids": row.ids,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
