"""An office whose reception is open at any hour, with one adviser who serves: the set-up of most tests."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.test import Client as Browser

from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Person
from lasna.reception import services
from lasna.reception.access import new_place
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour, Visit
from lasna.reception.queries.opening import local_day
from lasna.reception.services import Told


@dataclass
class AtReception:
    made: Scene
    reception: Reception

    @property
    def adviser(self) -> Person:
        return self.made.adviser

    @property
    def path(self) -> str:
        return f"/reception/{self.reception.key}"

    @property
    def desk(self) -> str:
        return f"/receptions/{self.reception.pk}"

    def colleague(self) -> Person:
        """Another adviser of the office, who serves too."""
        other = person(self.made.organisation, self.made.office)
        services.serve(reception_id=self.reception.pk, by=other, on=True)
        return other

    def visitor(self, name: str = "Veikko", **said: str) -> Visit:
        told = Told(name, said.get("channel", "video"), said.get("phone", ""))
        return services.join(
            reception_id=self.reception.pk, told=told, place=new_place()[1], holds="", address=""
        )

    def take(self, by: Person | None = None) -> Visit:
        return services.take_next(reception_id=self.reception.pk, by=by or self.adviser)

    def come(self, name: str = "Veikko", **said: str) -> tuple[Browser, Any]:
        """A browser of a visitor joins by the page."""
        browser = Browser()
        return browser, browser.post(f"{self.path}/join", {"name": name, "way": "video"} | said)


def reception_of(made: Scene, *, hours: bool = True) -> Reception:
    """The office's, open all day whatever day it is."""
    known = Reception.objects.filter(office=made.office).first()
    if known is not None:
        return known
    reception = Reception.objects.create(
        organisation=made.organisation, office=made.office, name_fi="Neuvonta", type=made.type
    )
    if hours:
        open_always(reception)
    return reception


def open_always(reception: Reception) -> None:
    """From midnight to midnight but for a minute, public holidays too."""
    today = local_day(reception).date()
    ReceptionDay.objects.create(
        reception=reception,
        opens=True,
        first=today - timedelta(days=2),
        last=today + timedelta(days=30),
        starts=time(0),
        ends=time(23, 59),
    )


def at_reception(*, serves: bool = True, hours: bool = True) -> AtReception:
    """The adviser's one meeting is far away."""
    made = scene(starts_in=timedelta(days=200))
    reception = reception_of(made, hours=hours)
    if serves:
        services.serve(reception_id=reception.pk, by=made.adviser, on=True)
    return AtReception(made, reception)


def visit_of(made: Scene) -> Visit:
    """Somebody whom the scene's adviser has taken."""
    reception = reception_of(made)
    known = Visit.objects.filter(reception=reception, state=Visit.State.TAKEN).first()
    if known is not None:
        return known
    at = AtReception(made, reception)
    at.visitor()
    services.serve(reception_id=reception.pk, by=made.adviser, on=True)
    return at.take()


def opening_of(made: Scene) -> ReceptionHour:
    reception = reception_of(made)
    known = reception.hours.first()
    return known or ReceptionHour.objects.create(
        reception=reception, weekday=0, starts=time(9), ends=time(11)
    )


def day_of(made: Scene) -> ReceptionDay:
    return reception_of(made).days.all()[0]
