"""The offices of whoever is signed in are read with them, and are the same as those that are asked for."""

import pytest

from lasna.clients.tests.counting import counted
from lasna.meetings.tests.scene import person, scene
from lasna.people.access import office_ids_of, offices_of
from lasna.people.adapters.account import StaffBackend
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("role", Person.Role.values)
def test_who_is_signed_in_has_their_offices_with_them(role: str, count: int) -> None:  # N44
    made = scene()
    somebody = person(made.organisation, made.office)
    own = [
        Office.objects.create(organisation=made.organisation, name=f"Demo {each}") for each in range(count)
    ]
    somebody.offices.set(own)
    Person.objects.filter(pk=somebody.pk).update(role=role)
    signed_in, read = StaffBackend().get_user(somebody.pk), Person.objects.get(pk=somebody.pk)
    assert signed_in is not None
    with counted() as statements:
        ids = office_ids_of(signed_in)
    assert len(statements) == 0
    asked = list(offices_of(read).values_list("pk", flat=True))
    assert sorted(ids) == sorted(office_ids_of(read)) == sorted(asked)
    assert len(ids) == (0 if role == Person.Role.SUPPORT else count)
