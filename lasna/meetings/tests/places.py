"""A place to meet, for tests."""

from lasna.meetings.models import MeetingPlace
from lasna.meetings.tests.scene import Scene


def place_of(made: Scene, name: str = "Kokoushuone Kuusi", **more: object) -> MeetingPlace:
    wanted = {"address": "Demokatu 1", "capacity": 4} | more
    return MeetingPlace.objects.create(organisation=made.organisation, name=name, **wanted)


def some_place(made: Scene) -> MeetingPlace:
    """The one there is, or a new one."""
    return MeetingPlace.objects.filter(organisation=made.organisation).first() or place_of(made)
