"""Adding, renaming, closing and opening offices."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.people.access import office_for
from lasna.people.models import Office, Person
from lasna.people.services.staff import locked_organisation


def _note(office: Office, by: Person, deed: str) -> None:
    record(chain=office.organisation_id, who=f"person:{by.pk}", deed=deed, subject="office", ids=[office.pk])


def _refuse_same_name(office: Office) -> None:
    same = Office.objects.filter(organisation=office.organisation_id, name__iexact=office.name)
    if same.exclude(pk=office.pk).exists():
        raise UserError("office.exists", _("There is an office of this name already."))


@transaction.atomic
def add_office(*, by: Person, name: str, zone: str) -> Office:
    """A new office, in which nobody works yet."""
    office = Office(organisation=locked_organisation(by), name=name, zone=zone)
    _refuse_same_name(office)
    office.save()
    _note(office, by, "office.added")
    return office


@transaction.atomic
def change_office(*, by: Person, office_id: int, name: str, zone: str) -> Office:
    """Times that were promised already stay in the zone in which they were promised."""
    locked_organisation(by)
    office = office_for(by, office_id)
    office.name, office.zone = name, zone
    _refuse_same_name(office)
    office.save(update_fields=["name", "zone"])
    _note(office, by, "office.changed")
    return office


@transaction.atomic
def close_office(*, by: Person, office_id: int) -> Office:
    """Nobody is added to it any more. Who works in it keeps its clients, to bring things to an end."""
    locked_organisation(by)
    office = office_for(by, office_id)
    others = Office.objects.filter(organisation=by.organisation_id, closed_at=None).exclude(pk=office.pk)
    if not others.exists():
        raise UserError("office.last", _("This is the only open office. Add another one first."))
    office.closed_at = office.closed_at or clock.now()
    office.save(update_fields=["closed_at"])
    _note(office, by, "office.closed")
    return office


@transaction.atomic
def open_office(*, by: Person, office_id: int) -> Office:
    locked_organisation(by)
    office = office_for(by, office_id)
    office.closed_at = None
    office.save(update_fields=["closed_at"])
    _note(office, by, "office.opened")
    return office
