"""How late and how far ahead an organisation's clients choose their times."""

from django.db import transaction

from lasna.kernel.audit.services import record
from lasna.people.models import Organisation, Person
from lasna.policy import Action, Standing, may, require


@transaction.atomic
def say_rules(*, by: Person, notice: int, weeks: int) -> Organisation:
    """``notice`` in hours. What is agreed on already stays."""
    allowed = any(may(Action.ORGANISATION_CHANGE, standing) for standing in by.standings)
    require(Action.ORGANISATION_CHANGE, Standing.ADMINISTRATOR if allowed else Standing.NOBODY)
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    organisation.booking_notice, organisation.booking_weeks = notice, weeks
    organisation.save(update_fields=["booking_notice", "booking_weeks"])
    record(
        chain=organisation.pk,
        who=f"person:{by.pk}",
        deed="organisation.booking_changed",
        subject="organisation",
        ids=[organisation.pk],
    )
    return organisation
