"""Finding colleagues and offices."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.web.lists import ROWS, ListPage
from lasna.people.access import staff_of
from lasna.people.models import INVITATION, Office, Person, PersonLink

_OPEN_INVITATIONS = PersonLink.objects.filter(kind=INVITATION, used_at=None)
_IS_INVITED = Q(Exists(_OPEN_INVITATIONS.filter(person=OuterRef("pk")))) & Q(last_login=None)
SHOWN = ("pk", "name", "role", "email", "is_active", "is_invited")
"""What the list shows of a colleague: a ``Listed``, without their offices."""
WORDS = 5
"""More words of a search are passed over."""


@dataclass(frozen=True)
class WantedStaff:
    """What the list is asked for. Empty means everybody whose access has not ended."""

    text: str = ""
    office: int | None = None
    role: str = ""
    state: str = ""
    """``invited`` or ``ended``."""


def invited(people: Iterable[int]) -> set[int]:
    """Of these, who has neither accepted the invitation nor signed in otherwise."""
    waiting = Person.objects.filter(_IS_INVITED, pk__in=list(people))
    return set(waiting.values_list("pk", flat=True))


def _spellings(word: str) -> set[str]:
    # SQLite knows small and capital letters of English alone.
    return {word, word.lower(), word.upper(), word.capitalize()}


def _having(word: str) -> Q:
    either = Q()
    for spelt in _spellings(word):
        either |= Q(name__icontains=spelt) | Q(email__icontains=spelt)
    return either


def wanted_staff(person: Person, wanted: WantedStaff) -> QuerySet[Person]:
    """Colleagues as asked for, by name."""
    staff = staff_of(person).filter(is_active=wanted.state != "ended")
    for word in wanted.text.replace("\x00", "").split()[:WORDS]:
        staff = staff.filter(_having(word))
    if wanted.office is not None:
        serving = Person.offices.through.objects.filter(office=wanted.office)
        staff = staff.filter(pk__in=serving.values("person"))
    if wanted.role:
        staff = staff.filter(role=wanted.role)
    if wanted.state == "invited":
        staff = staff.filter(_IS_INVITED)
    return staff.annotate(is_invited=_IS_INVITED).order_by("name", "pk")


class Listed(NamedTuple):
    """A row of the list."""

    pk: int
    name: str
    role: str
    email: str
    is_active: bool
    is_invited: bool
    offices: list[str]


@lru_cache(64)
def _kept_serving(people: int) -> Kept[Any]:
    serving = Person.offices.through.objects.order_by("office", "pk")
    return Kept(
        lambda *numbers: serving.filter(person__in=numbers).values_list("person", "office__name"),
        *some_ids(people),
    )


def staff_page(person: Person, wanted: WantedStaff, number: int = 1, size: int = ROWS) -> ListPage[Listed]:
    """One page of ``wanted_staff``. Two statements."""
    first = (number - 1) * size
    found = list(wanted_staff(person, wanted).values_list(*SHOWN)[first : first + size + 1])
    shown = found[:size]
    offices: dict[int, list[str]] = {row[0]: [] for row in shown}
    for whose, name in _kept_serving(len(shown)).rows(*offices) if shown else []:
        offices[whose].append(name)
    return ListPage([Listed._make([*row, offices[row[0]]]) for row in shown], number, len(found) > size)


def offices_seen_by(person: Person, *, open_only: bool = False) -> QuerySet[Office]:
    """For choosing one: an administrator's are the organisation's, a lead's their own."""
    offices = Office.objects.filter(organisation=person.organisation_id)
    if person.role != Person.Role.ADMINISTRATOR:
        offices = offices.filter(people=person)
    if open_only:
        offices = offices.filter(closed_at=None)
    return offices.order_by("name", "pk")


def offices_with_numbers(person: Person) -> list[Office]:
    """Open ones first, each with ``staff``: how many work in it now."""
    offices = offices_seen_by(person).annotate(staff=Count("people", filter=Q(people__is_active=True)))
    return sorted(offices, key=lambda office: office.closed_at is not None)


def invitation_of(person: Person) -> PersonLink | None:
    """The invitation that this person has not accepted yet."""
    if person.last_login is not None:
        return None
    return PersonLink.objects.filter(person=person, kind=INVITATION, used_at=None).first()


def known_addresses() -> set[str]:
    """Of everybody in the installation: an address signs in one person. They are told to nobody."""
    return set(Person.objects.values_list("email", flat=True))
