"""Keys, cookies and ids from outside become objects here, and nowhere else."""

import re
from collections.abc import Mapping
from secrets import token_urlsafe

from django.core import signing
from django.db.models import QuerySet

from lasna.errors import NotHere
from lasna.kernel import keys
from lasna.people.access import office_ids_of
from lasna.people.models import Office, Person
from lasna.policy import Action, Standing, may_try, require
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour, Visit

_SALT = "lasna.reception"
COOKIE = "lasna_reception"
"""Of one reception: its path is the page's."""
_KEY = re.compile(r"[0-9a-f]{16}")
WITH = ("office", "organisation", "type")


def reception_at(key: str) -> Reception:
    """By the key in its public address."""
    found = None
    if _KEY.fullmatch(key):
        found = Reception.objects.select_related(*WITH).filter(key=key, office__closed_at=None).first()
    if found is None:
        raise NotHere("reception")
    return found


def new_place() -> tuple[str, str]:
    """What a browser's cookie says, signed, and what the database keeps of it."""
    token = token_urlsafe(32)
    return signing.Signer(salt=_SALT).sign(token), keys.hashed(f"reception:{token}")


def hash_of(cookies: Mapping[str, str]) -> str:
    """What the database keeps of this browser's cookie; empty: it has none of ours."""
    try:
        token = signing.Signer(salt=_SALT).unsign(cookies.get(COOKIE, ""))
    except signing.BadSignature:
        return ""
    return keys.hashed(f"reception:{token}")


def visit_of(cookies: Mapping[str, str], reception: Reception) -> Visit | None:
    """The place that this browser holds here, also when the visit is over."""
    hashed = hash_of(cookies)
    if not hashed:
        return None
    visits = Visit.objects.select_related("meeting", "taken_by").filter(reception=reception)
    return visits.filter(cookie_hash=hashed).first()


def receptions_of(person: Person) -> QuerySet[Reception]:
    """Those of the person's offices, in use."""
    offices = office_ids_of(person)
    receptions = Reception.objects.select_related(*WITH).filter(office__in=offices, office__closed_at=None)
    return receptions.filter(shut_at=None).order_by("office__name", "pk")


def reception_for(person: Person, reception_id: int) -> Reception:
    """A reception that this person may serve."""
    reception = receptions_of(person).filter(pk=reception_id).first()
    if reception is None or not person.is_active:
        raise NotHere("reception")
    require(Action.RECEPTION_SERVE, Standing.COLLEAGUE)
    return reception


def visit_for(person: Person, visit_id: int) -> Visit:
    """A visit to a reception of the person's offices."""
    near = Reception.objects.filter(office__in=office_ids_of(person)).values("pk")
    visits = Visit.objects.select_related(
        "reception__office", "reception__type", "taken_by", "client", "meeting"
    )
    visit = visits.filter(pk=visit_id, reception__in=near).first()
    if visit is None or not person.is_active:
        raise NotHere("visit")
    require(Action.RECEPTION_SERVE, Standing.COLLEAGUE)
    return visit


def offices_run_by(person: Person) -> QuerySet[Office]:
    """Whose reception this person sets up: an administrator every office's, a lead their own."""
    if not (person.is_active and may_try(Action.RECEPTION_RUN, person.standings)):
        return Office.objects.none()
    offices = Office.objects.filter(organisation=person.organisation_id, closed_at=None).order_by(
        "name", "pk"
    )
    if may_try(Action.ORGANISATION_CHANGE, person.standings):
        return offices
    return offices.filter(pk__in=office_ids_of(person))


def office_run_by(person: Person, office_id: int) -> Office:
    office = offices_run_by(person).select_related("organisation").filter(pk=office_id).first()
    if office is None:
        raise NotHere("office")
    return office


def hours_run_by(person: Person, opening_id: int) -> ReceptionHour:
    offices = offices_run_by(person).order_by().values("pk")
    hours = ReceptionHour.objects.select_related("reception")
    line = hours.filter(pk=opening_id, reception__office__in=offices).first()
    if line is None:
        raise NotHere("hours")
    return line


def day_run_by(person: Person, day_id: int) -> ReceptionDay:
    offices = offices_run_by(person).order_by().values("pk")
    days = ReceptionDay.objects.select_related("reception")
    day = days.filter(pk=day_id, reception__office__in=offices).first()
    if day is None:
        raise NotHere("day")
    return day
