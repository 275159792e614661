"""What an organisation asks of clients and gives them to read: written, put in order, closed. On record."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.around.access import material_for
from lasna.around.models import Material, Reading, TypeTask
from lasna.around.services.sending import close_tasks
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.order import move, place_after
from lasna.links.services import checked
from lasna.meetings.access import type_for
from lasna.meetings.models import MeetingType
from lasna.organisation.services import own_organisation
from lasna.people.models import Organisation, Person


@dataclass(frozen=True)
class _Wish:
    """``texts`` by column, ``title_fi``: those of languages not offered are left as they were."""

    texts: Mapping[str, str]
    link: str


@dataclass(frozen=True)
class TaskWish(_Wish):
    days: int


@dataclass(frozen=True)
class MaterialWish(_Wish):
    """``type_id`` None: for everybody."""

    type_id: int | None


def _record(by: Person, deed: str, subject: str, number: int) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject=subject, ids=[number])


def public_page(typed: str) -> str:
    """An address that clients can open, by https; or nothing."""
    if not typed.strip():
        return ""
    address = checked(typed).address
    if not address.startswith("https://"):
        raise UserError("link.https", _("Give an address that begins with https://."))
    return address


def _take(row: Reading, wish: _Wish) -> None:
    for column, text in wish.texts.items():
        setattr(row, column, text)
    row.link = public_page(wish.link)


@transaction.atomic
def write_task(*, type_id: int, wish: TaskWish, by: Person) -> TypeTask:
    """What is sent before meetings of this type. What was sent before shows the new words too."""
    own_organisation(by)
    type = type_for(by, type_id)
    task = TypeTask.objects.filter(type=type).first() or TypeTask(type=type)
    _take(task, wish)
    task.days, task.closed_at = wish.days, None
    task.save()
    _record(by, "meeting_type.task_changed", "meeting_type", type.pk)
    return task


@transaction.atomic
def close_task(*, type_id: int, by: Person) -> None:
    """Nothing is asked before meetings of this type any more. What was sent stays; what waits is dropped."""
    own_organisation(by)
    type = type_for(by, type_id)
    task = TypeTask.objects.filter(type=type, closed_at=None).first()
    if task is None:
        return
    task.closed_at = clock.now()
    task.save(update_fields=["closed_at"])
    close_tasks(task)
    _record(by, "meeting_type.task_closed", "meeting_type", type.pk)


def _in_use(organisation: Organisation) -> QuerySet[Material]:
    return Material.objects.filter(organisation=organisation, closed_at=None)


def _type_wished(wish: MaterialWish, by: Person) -> MeetingType | None:
    return type_for(by, wish.type_id) if wish.type_id else None


@transaction.atomic
def add_material(*, wish: MaterialWish, by: Person) -> Material:
    """Last in the order."""
    organisation = own_organisation(by)
    position = place_after(Material.objects.filter(organisation=organisation))
    material = Material(organisation=organisation, position=position, type=_type_wished(wish, by))
    _take(material, wish)
    material.save()
    _record(by, "material.added", "material", material.pk)
    return material


@transaction.atomic
def change_material(*, material_id: int, wish: MaterialWish, by: Person) -> Material:
    own_organisation(by)
    material = material_for(by, material_id)
    material.type = _type_wished(wish, by)
    _take(material, wish)
    material.save()
    _record(by, "material.changed", "material", material.pk)
    return material


@transaction.atomic
def move_material(*, material_id: int, up: bool, by: Person) -> None:
    """One place up or down among those in use. The first stays first, the last stays last."""
    organisation = own_organisation(by)
    material = material_for(by, material_id)
    if move(material, _in_use(organisation), up=up):
        _record(by, "material.moved", "material", material.pk)


@transaction.atomic
def close_material(*, material_id: int, by: Person) -> Material:
    """On nobody's page any more."""
    own_organisation(by)
    material = material_for(by, material_id)
    if material.closed_at is None:
        material.closed_at = clock.now()
        material.save(update_fields=["closed_at"])
        _record(by, "material.closed", "material", material.pk)
    return material


@transaction.atomic
def reopen_material(*, material_id: int, by: Person) -> Material:
    """Last in the order again."""
    organisation = own_organisation(by)
    material = material_for(by, material_id)
    if material.closed_at is not None:
        material.closed_at, material.position = None, place_after(_in_use(organisation))
        material.save(update_fields=["closed_at", "position"])
        _record(by, "material.reopened", "material", material.pk)
    return material
