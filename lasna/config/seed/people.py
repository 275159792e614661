"""The offices, staff and clients of a seeded demo organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from lasna.clients.models import Channel, Client
from lasna.config import demo
from lasna.config.seed import words
from lasna.kernel.live.models import Room
from lasna.people.models import Office, Organisation, Person

Role = Person.Role


@dataclass(frozen=True)
class Team:
    """Who works in an office."""

    office: Office
    advisers: list[Person]


def make_offices(organisation: Organisation, count: int) -> list[Office]:
    names = [words.OFFICES[n % len(words.OFFICES)] for n in range(count)]
    return Office.objects.bulk_create(
        Office(organisation=organisation, name=f"Demo-toimisto {n + 1}, {name}")
        for n, name in enumerate(names)
    )


def make_staff(organisation: Organisation, offices: Sequence[Office], count: int, dice: Random) -> list[Team]:
    """An administrator, a support person, a lead for each office, advisers; every tenth in two offices."""
    roles = [Role.ADMINISTRATOR, Role.SUPPORT, *[Role.LEAD] * len(offices)]
    roles += [Role.ADVISER] * (count - len(roles))
    desks = Room.objects.bulk_create(Room(kind=Room.Kind.DESK) for _role in roles)
    hashed = make_password(demo.password())  # once: a good hash takes a third of a second
    numbers: dict[str, int] = {}
    people = []
    for role, desk in zip(roles, desks, strict=True):
        number = numbers[role] = numbers.get(role, 0) + 1
        people.append(
            Person(
                organisation=organisation,
                email=f"demo-{role.value}-{number}@demo.invalid",
                name=f"Demo-{dice.choice(words.FIRST)} {dice.choice(words.LAST)}",
                role=role,
                password=hashed,
                desk=desk,
            )
        )
    return _placed(offices, Person.objects.bulk_create(people))


def _placed(offices: Sequence[Office], people: Sequence[Person]) -> list[Team]:
    teams = [Team(office, []) for office in offices]
    serves = Person.offices.through
    places = []
    leads = advisers = 0
    for person in people:
        at = range(len(offices))
        if person.role == Role.LEAD:
            at, leads = range(leads, leads + 1), leads + 1
        elif person.role == Role.ADVISER:
            own = advisers % len(offices)
            teams[own].advisers.append(person)
            at = range(own, min(own + (2 if advisers % 10 == 9 else 1), len(offices)))
            advisers += 1
        places += [serves(person_id=person.pk, office_id=offices[n].pk) for n in at]
    serves.objects.bulk_create(places)
    return teams


WISHES = {
    Channel.VIDEO: 34,
    Channel.PHONE: 26,
    Channel.IN_PERSON: 20,
    Channel.CHAT: 4,
    Channel.MESSAGE: 5,
    "": 11,
}
LANGUAGES = {"fi": 80, "sv": 8, "en": 12}


def weighted(dice: Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def new_client(number: int, team: Team, today: date, dice: Random) -> Client:
    """One of many: the number is in the address and the phone, so no two share them."""
    wish = weighted(dice, {str(key): value for key, value in WISHES.items()})
    tried = wish == Channel.VIDEO or dice.random() < 0.3
    asked = today - timedelta(days=dice.randrange(400))
    reach = dice.random()
    client = Client(
        organisation_id=team.office.organisation_id,
        office=team.office,
        adviser=dice.choice(team.advisers),
        first_name=dice.choice(words.FIRST),
        last_name=f"Demo-{dice.choice(words.LAST)}",
        email="" if reach < 0.12 else f"demo-client-{number}@demo.invalid",
        phone="" if reach > 0.95 else f"+35840{1000000 + number:07d}",
        language=weighted(dice, LANGUAGES),
        wish=wish,
        wish_asked_on=asked if wish else None,
        means_camera=dice.choice(["yes", "yes", "no"]) if tried else "unknown",
        means_microphone="yes" if tried else "unknown",
        means_device=dice.choice(words.DEVICES) if tried else "",
        means_tried_on=asked if tried else None,
    )
    client.found_by = client.to_be_found_by()
    return client
