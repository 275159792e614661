"""Taking the log out of the service, and asking whether it is whole. Both are on record themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit import verify as chains
from lasna.kernel.audit.models import AuditHead
from lasna.kernel.audit.services import record
from lasna.oversight.queries import Line, Wanted, in_words, people_of, rows_of
from lasna.people.models import Person
from lasna.policy import Action, may_try

MOST_IN_A_FILE = 50_000
MOST_WHILE_WAITING = 100_000
"""Rows that are checked while somebody waits: five seconds, measured on two busy cores."""


@transaction.atomic
def export_lines(*, by: Person, wanted: Wanted) -> list[Line]:
    """The rows of an incident, for a file: one person or one client, one period."""
    _require(Action.AUDIT_EXPORT, by)
    if not wanted.is_of_an_incident:
        words = _("Choose one person or one client, and the first and the last day. Then press Show.")
        raise UserError("audit.not_an_incident", words)
    rows = list(rows_of(by.organisation_id, wanted)[: MOST_IN_A_FILE + 1])
    if len(rows) > MOST_IN_A_FILE:
        raise UserError("audit.too_many", _("That is too much for one file. Choose a shorter period."))
    subject, number = ("client", wanted.client) if wanted.client else ("person", wanted.person)
    _note(by, "audit.exported", subject, [number] if number else [])
    return in_words(rows, people_of(by.organisation_id))


def verify_log(*, by: Person) -> int | None:
    """The number of the first row that does not fit; None: the log is whole."""
    _require(Action.AUDIT_VERIFY, by)
    chain = by.organisation_id
    head = AuditHead.objects.filter(pk=chain).first()
    if head and head.number > MOST_WHILE_WAITING:
        words = _(
            "The log is too long to be checked while you wait. Ask for “lasna audit verify” on the server."
        )
        raise UserError("audit.too_long", words)
    broken = chains.verify(chain)
    with transaction.atomic():
        _note(by, "audit.verified", "person", [by.pk])
    return broken


def _require(action: Action, by: Person) -> None:
    if not may_try(action, by.standings):
        raise NotHere(action.value)


def _note(by: Person, deed: str, subject: str, ids: list[int]) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject=subject, ids=ids)
