"""Run by a test in a place of its own: ``make`` a canary, ``erase`` or ``press``, ``search``."""

import sys

from lasna.clients.models import Client
from lasna.people.models import Person
from lasna.privacy.services import erasing
from lasna.privacy.tests import story


def main(deed: str) -> None:
    if deed == "make":
        story.been_through_everything()
    elif deed in ("erase", "press"):
        client = Client.objects.get(last_name=story.NAME)
        by = Person.objects.get(clients=client)
        erasing.erase_client(client_id=client.pk, by=by, typed=client.name)
        if deed == "erase":  # else the worker does it
            erasing.clear_traces(at_once=True)
    else:
        sys.stdout.write(f"found {len(story.rows_with())} in rows, clients {Client.objects.count()}\n")
