"""The rules of an organisation, and clients that are kept in spite of them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lasna.kernel import clock
from lasna.kernel.audit.services import record, record_all
from lasna.kernel.personal import kinds
from lasna.people.models import Person
from lasna.policy import Action
from lasna.privacy.access import client_of_organisation, require_right
from lasna.privacy.models import Hold, Rule
from lasna.privacy.queries.ageing import kept_by


@dataclass(frozen=True)
class Wanted:
    days: int
    on: bool


@transaction.atomic
def change_rules(*, by: Person, wanted: dict[str, Wanted]) -> int:
    """How many rules are other than before. Whoever saves the page has looked at all of them."""
    require_right(by, Action.RETENTION_CHANGE)
    now = {kept.kind.name: Wanted(kept.days, kept.on) for kept in kept_by(by.organisation_id)}
    changed = [kind for kind in kinds() if wanted.get(kind.name, now[kind.name]) != now[kind.name]]
    for kind in changed:
        told = wanted[kind.name]
        days = min(max(told.days, kind.least), kind.most)
        Rule.objects.update_or_create(
            organisation_id=by.organisation_id,
            kind=kind.name,
            defaults={"days": days, "on": told.on, "changed_at": clock.now(), "by": by},
        )
    if changed:
        deeds = [("retention.changed", "organisation", (by.organisation_id,))]
        record_all(chain=by.organisation_id, who=f"person:{by.pk}", deeds=deeds)
    return len(changed)


@transaction.atomic
def keep_client(*, client_id: int, by: Person, until: date | None) -> None:
    """Keep until that day, whatever the rule says; None: no longer."""
    client = client_of_organisation(by, client_id, Action.CLIENT_KEEP)
    if until is None:
        Hold.objects.filter(client=client).delete()
    else:
        Hold.objects.update_or_create(client=client, defaults={"until": until, "by": by, "at": clock.now()})
    deed = "client.kept" if until else "client.released"
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="client", ids=[client.pk])
