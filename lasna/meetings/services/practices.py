"""What an office has agreed on among its own: which matters and whom it meets by video first (N5)."""

from django.db import transaction

from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import Practice
from lasna.organisation.access import rules_office_for
from lasna.people.models import Organisation, Person


@transaction.atomic
def say_practice(*, office_id: int, text: str, by: Person) -> Practice:
    """By who leads the office or runs the organisation. An empty text takes it back."""
    rules_office_for(by, office_id)
    # Locked, so that two who write at once follow one another.
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    office = rules_office_for(by, office_id)
    said = {"text": text, "by": by, "at": clock.now()}
    practice, _made = Practice.objects.update_or_create(office=office, defaults=said)
    record(
        chain=by.organisation_id,
        who=f"person:{by.pk}",
        deed="office.practice_said",
        subject="office",
        ids=[office.pk],
    )
    return practice
