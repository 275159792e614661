"""Serving the queue: whoever serves takes the next; nobody is taken twice."""

from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.people.models import Person
from lasna.reception.access import reception_for, visit_for
from lasna.reception.models import Reception, Serving, Visit
from lasna.reception.queries.opening import local_day
from lasna.reception.services.queue import locked, moved, settle_locked
from lasna.reception.states import LEASE


class Deed(Protocol):
    """What is done with one visitor whom an adviser has."""

    def __call__(self, *, visit_id: int, by: Person) -> Visit: ...


def note(by: Person, deed: str, visit: Visit) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="visit", ids=[visit.pk])


@transaction.atomic
def serve(*, reception_id: int, by: Person, on: bool) -> None:
    """Until the day ends, or they say that they do not any more."""
    reception = reception_for(by, reception_id)
    if on:
        Serving.objects.update_or_create(reception=reception, person=by, defaults={"since": clock.now()})
    else:
        Serving.objects.filter(reception=reception, person=by).delete()
    deed = "reception.serves" if on else "reception.serves_no_more"
    record(
        chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="reception", ids=[reception.pk]
    )


def _require_serving(reception: Reception, by: Person) -> None:
    today = Serving.objects.filter(reception=reception, person=by, since__gte=local_day(reception))
    if not today.exists():
        raise UserError("reception.not_serving", _("Say first that you serve the reception."))


@transaction.atomic
def take_next(*, reception_id: int, by: Person) -> Visit:
    """Whoever has waited longest and whose page is open. Pressed twice: the same visitor."""
    reception_for(by, reception_id)
    reception = locked(reception_id)
    _require_serving(reception, by)
    settle_locked(reception)
    visits = Visit.objects.filter(reception=reception)
    own = visits.filter(state=Visit.State.TAKEN, taken_by=by).first()
    if own is not None:
        return own
    visit = visits.filter(state=Visit.State.WAITING).order_by("joined_at", "pk").first()
    if visit is None:
        raise UserError("reception.nobody", _("Nobody waits now."))
    _taken(visit, by, "take")
    note(by, "visit.taken", visit)
    return visit


def _taken(visit: Visit, by: Person, event: str) -> None:
    now = clock.now()
    moved(visit, event, taken_by=by, taken_at=now, lease_until=now + LEASE)


def own_visit(visit_id: int, by: Person) -> Visit:
    """A visit that this person has taken, the queue locked."""
    visit = locked_visit(visit_id, by)
    if visit.state != Visit.State.TAKEN or visit.taken_by_id != by.pk:
        raise UserError(
            "visit.not_yours",
            _("This visitor is not with you any more. Look at the queue."),
        )
    return visit


def locked_visit(visit_id: int, by: Person) -> Visit:
    reception_id = visit_for(by, visit_id).reception_id
    reception = locked(reception_id)
    settle_locked(reception)
    visit = Visit.objects.select_related("taken_by").get(pk=visit_id)
    visit.reception = reception
    return visit


@transaction.atomic
def keep(*, visit_id: int, by: Person) -> bool:
    """The adviser's page is open. False: the visitor is not theirs any more."""
    visit_for(by, visit_id)
    own = Visit.objects.filter(pk=visit_id, state=Visit.State.TAKEN, taken_by=by)
    return own.update(lease_until=clock.now() + LEASE) > 0


@transaction.atomic
def put_back(*, visit_id: int, by: Person) -> Visit:
    """To their own place in the queue: a colleague takes them next."""
    visit = own_visit(visit_id, by)
    moved(visit, "put_back", taken_by=None, taken_at=None, lease_until=None)
    note(by, "visit.put_back", visit)
    return visit


@transaction.atomic
def not_here(*, visit_id: int, by: Person) -> Visit:
    """Nobody answers: their place is given away. They can come anew."""
    visit = own_visit(visit_id, by)
    moved(visit, "not_here")
    note(by, "visit.not_here", visit)
    return visit


@transaction.atomic
def take_over(*, visit_id: int, by: Person) -> Visit:
    """A colleague goes on with a visitor who was taken and not met yet."""
    visit = locked_visit(visit_id, by)
    _require_serving(visit.reception, by)
    if visit.state != Visit.State.TAKEN:
        raise UserError("visit.not_taken", _("Nobody has this visitor now. Look at the queue."))
    _taken(visit, by, "take_over")
    note(by, "visit.taken_over", visit)
    return visit
