"""Who came is forgotten the same night; that somebody came is kept for a while."""

from datetime import timedelta

from django.db import transaction

from lasna.kernel import clock
from lasna.reception.models import Reception, Serving, Visit
from lasna.reception.queries.opening import local_day
from lasna.reception.services.queue import locked
from lasna.reception.states import OVER, next_state

_A_DAY = timedelta(days=1)


def erase_visits(client_id: int) -> int:
    """Within the transaction that erases. The visit stays, of nobody."""
    return Visit.objects.filter(client=client_id).update(
        client=None, meeting=None, told_box="", cookie_hash=None
    )


def forget_visitors() -> int:
    """Names, numbers and browsers of days that are over; who serves began then too. How many visits."""
    # Of the last hours nobody is forgotten in any zone; looking first takes no lock.
    kept = Visit.objects.filter(cookie_hash__isnull=False).order_by()
    numbers = set(kept.values_list("reception", flat=True))
    receptions = Reception.objects.select_related("office").filter(pk__in=numbers)
    Serving.objects.filter(since__lt=clock.now() - 2 * _A_DAY).delete()
    return sum(_forget(reception) for reception in receptions.order_by("pk"))


def _forget(reception: Reception) -> int:
    begun = local_day(reception)
    if not Visit.objects.filter(reception=reception, joined_at__lt=begun, cookie_hash__isnull=False).exists():
        return 0
    with transaction.atomic():
        locked(reception.pk)
        old = list(
            Visit.objects.filter(reception=reception, joined_at__lt=begun, cookie_hash__isnull=False).exclude(
                state=Visit.State.LED, meeting__status__in=["planned", "open", "under_way"]
            )
        )
        for visit in old:
            _wipe(visit)
    return len(old)


def _wipe(visit: Visit) -> None:
    if visit.state not in OVER:
        visit.state = next_state(visit, "leave") or Visit.State.SERVED
        visit.ended_at, visit.lease_until = clock.now(), None
    visit.told_box, visit.cookie_hash = "", None
    visit.save()
