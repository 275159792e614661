"""How late and how far ahead an organisation's clients choose their times."""

from django.db import transaction

from lasna.kernel.audit.services import record
from lasna.organisation.services import own_organisation
from lasna.people.models import Organisation, Person


@transaction.atomic
def say_rules(*, by: Person, notice: int, weeks: int) -> Organisation:
    """``notice`` in hours. What is agreed on already stays."""
    organisation = own_organisation(by)
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
