"""The nightly purge: says first what it will take away, takes it in batches, counts what it took."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.leases import claim
from lasna.people.models import Organisation
from lasna.privacy.models import Purge
from lasna.privacy.queries.ageing import Kept, clients_to_go, kept_by, night_at, old_at, zone_of
from lasna.privacy.services.erasing import erase_by_rule

AT_ONCE = 500
LEASE = 60
log = logging.getLogger(__name__)


def begin_purges() -> int:
    """Whose night it is, and who has not been purged yet this night, gets a row that says what will go."""
    now = clock.now()
    begun = 0
    for organisation_id in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        night = night_at(now, zone_of(organisation_id))
        if night is None or Purge.objects.filter(organisation=organisation_id, night=night).exists():
            continue
        planned = old_at(organisation_id, now)
        _purge, made = Purge.objects.get_or_create(
            organisation_id=organisation_id, night=night, defaults={"at": now, "planned": planned}
        )
        begun += made
    return begun


def go_on_with_purges() -> bool:
    """Some batches of one unfinished purge, by whichever worker is free. True: there is more to do."""
    for purge in claim(Purge.objects.filter(finished_at=None).order_by("pk"), seconds=LEASE):
        for kept in kept_by(purge.organisation_id):
            if _goes(purge, kept) and _batch(purge, kept):
                Purge.objects.filter(pk=purge.pk, lease_by=purge.lease_by).update(lease_until=None)
                return True
        _finish(purge)
        return True
    return False


def _goes(purge: Purge, kept: Kept) -> bool:
    """Switched on still, announced, and not all taken: never more than was said."""
    name = kept.kind.name
    return kept.on and purge.done.get(name, 0) < purge.planned.get(name, 0)


@transaction.atomic
def _batch(purge: Purge, kept: Kept) -> bool:
    """One batch and its count, or neither. False: nothing more of this kind."""
    mine = Purge.objects.select_for_update().filter(pk=purge.pk, lease_by=purge.lease_by, finished_at=None)
    row = mine.first()
    if row is None:
        return False  # another worker's by now
    name = kept.kind.name
    left = row.planned[name] - row.done.get(name, 0)
    taken = kept.kind.purge(purge.organisation_id, kept.before(purge.at), min(left, AT_ONCE))
    row.done[name] = row.done.get(name, 0) + taken
    row.lease_until = clock.now() + timedelta(seconds=LEASE)
    row.save(update_fields=["done", "lease_until"])
    return bool(taken)


@transaction.atomic
def _finish(purge: Purge) -> None:
    mine = Purge.objects.filter(pk=purge.pk, lease_by=purge.lease_by, finished_at=None)
    if mine.update(finished_at=clock.now(), lease_until=None):
        chain = purge.organisation_id
        record(chain=chain, who="system", deed="retention.purged", subject="purge", ids=[purge.pk])


def purge_clients(organisation_id: int, before: datetime, limit: int) -> int:
    """One client: each is a transaction of its own, with locks of its own."""
    for client in clients_to_go(organisation_id, before)[:limit]:
        try:
            erase_by_rule(client)
        except UserError as refusal:  # a message leaves just now, say: tomorrow
            log.info("a client stays for tonight: %s", refusal.code)
        else:
            return 1
    return 0
