"""Who finds the pages of those who run the service. # N44"""

import pytest
from django.test import Client as Browser

from lasna.meetings.tests.scene import scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
ROLES = {"adviser": 404, "lead": 200, "support": 200, "administrator": 200}


@pytest.mark.parametrize("role", ROLES)
def test_administration_exists_for_those_whose_work_it_is(role: str) -> None:
    made = scene()
    Person.objects.filter(pk=made.adviser.pk).update(role=role)
    browser = Browser()
    browser.force_login(made.adviser)
    assert browser.get("/administration").status_code == ROLES[role]
    own = browser.get("/settings").content.decode()
    assert ('href="/administration"' in own) == (ROLES[role] == 200)


@pytest.mark.parametrize("address", ["/", "/clients", "/contacts", "/clients?q=Aino", "/meetings/new"])
def test_support_never_sees_a_client(address: str) -> None:  # N44
    made = scene()
    seen = {}
    for role in ("adviser", "support"):
        Person.objects.filter(pk=made.adviser.pk).update(role=role)
        browser = Browser()
        browser.force_login(Person.objects.get(pk=made.adviser.pk))
        seen[role] = made.client.first_name in browser.get(address).content.decode()
    assert seen["support"] is False
    assert seen["adviser"] is (address != "/contacts")
