"""What a client's own page shows of tasks and materials."""

from dataclasses import dataclass

from lasna.around.models import ClientTask, Material
from lasna.around.queries.asked import tasks_shown_to
from lasna.around.queries.reading import materials_for
from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.own.protocol import OwnPart


@dataclass(frozen=True)
class Around:
    token: str
    tasks: list[ClientTask]
    materials: list[Material]


def part_of_own_page(client: Client, token: str) -> OwnPart | None:
    """Two statements. Nothing to do and nothing to read: no heading either."""
    around = Around(
        token, tasks_shown_to(client.pk, clock.now()), materials_for(client.pk, client.organisation_id)
    )
    return OwnPart("around/on_own_page.html", around) if around.tasks or around.materials else None
