"""Colleagues from a file: all of them are invited, or nobody."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.tables import Table
from lasna.people.access import IMPORT_WAITS, staff_import_for
from lasna.people.models import Person, StaffImport
from lasna.people.services.staff import StaffDetails, locked_organisation, new_colleague, note_staff


@transaction.atomic
def keep_staff_import(*, by: Person, table: Table) -> StaffImport:
    """The file waits to be looked at and written. The one chosen before it is gone."""
    locked_organisation(by)
    StaffImport.objects.filter(person=by).delete()
    return StaffImport.objects.create(person=by, content=table.sealed(), created_at=clock.now())


@transaction.atomic
def drop_staff_import(*, import_id: int, by: Person) -> None:
    staff_import_for(by, import_id).delete()


def write_staff_import(*, import_id: int, by: Person, staff: Sequence[StaffDetails]) -> list[Person]:
    """Everybody is added and invited by mail, or nobody."""
    try:
        with transaction.atomic():
            return _write(import_id, by, staff)
    except IntegrityError as error:  # another organisation was quicker with one of the addresses
        raise UserError("person.exists", _("Somebody has this e-mail address already.")) from error


def _write(import_id: int, by: Person, staff: Sequence[StaffDetails]) -> list[Person]:
    organisation = locked_organisation(by)
    # Whoever deletes the row writes: a second press finds nothing.
    deleted, _models = StaffImport.objects.filter(pk=staff_import_for(by, import_id).pk).delete()
    if not deleted:
        raise NotHere("import")
    made = [new_colleague(organisation, details) for details in staff]
    note_staff(by, "staff.imported", made)
    return made


def sweep_staff_imports() -> int:
    """Files that nobody wrote within the hour are gone. How many."""
    old = StaffImport.objects.filter(created_at__lte=clock.now() - IMPORT_WAITS)
    # Looking first takes no write lock.
    return old.delete()[0] if old.exists() else 0
