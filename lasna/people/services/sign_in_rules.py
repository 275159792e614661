"""What an organisation asks of the sign-in of its staff."""

from django.db import transaction

from lasna.kernel.audit.services import record
from lasna.people.models import Organisation, Person
from lasna.policy import Action, Standing, may, require


def require_administrator(by: Person) -> None:
    allowed = any(may(Action.ORGANISATION_CHANGE, standing) for standing in by.standings)
    require(Action.ORGANISATION_CHANGE, Standing.ADMINISTRATOR if allowed else Standing.NOBODY)


@transaction.atomic
def change_sign_in_rules(*, second_factor: str, lock_after: int, by: Person) -> None:
    """Holds from everybody's next page on."""
    require_administrator(by)
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    organisation.second_factor = second_factor
    organisation.lock_after = lock_after
    organisation.save(update_fields=["second_factor", "lock_after"])
    record(
        chain=organisation.pk,
        who=f"person:{by.pk}",
        deed="organisation.sign_in_changed",
        subject="organisation",
        ids=[organisation.pk],
    )
