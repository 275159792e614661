"""Is a chain whole? Behind ``lasna audit verify``."""

from lasna.kernel.audit.models import AuditHead, AuditRow
from lasna.kernel.audit.services import row_hash

START = "0" * 64


def verify(chain: int) -> int | None:
    """The number of the first row that does not fit: changed, removed or moved. None: the chain is whole."""
    before, number = START, 0
    rows = AuditRow.objects.filter(chain=chain).order_by("number", "pk")
    for row in rows.iterator(chunk_size=2000):
        number += 1
        if row.number != number or row_hash(before, row) != row.hash:
            return number
        before = row.hash
    head = AuditHead.objects.filter(pk=chain).first()
    end, end_hash = (head.number, head.hash) if head else (0, START)
    if (end, end_hash) == (number, before):
        return None
    return number + 1 if end > number else number


def verify_all() -> list[tuple[int, int | None]]:
    """(organisation, first broken row or None) for every chain there is."""
    heads = AuditHead.objects.values_list("pk", flat=True)
    chains = set(heads) | set(AuditRow.objects.values_list("chain", flat=True).distinct())
    return [(chain, verify(chain)) for chain in sorted(chains)]
