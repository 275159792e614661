"""Materials: which there are, and which a client reads on their own page."""

from datetime import timedelta

from django.db.models import Q

from lasna.around.models import Material
from lasna.kernel import clock
from lasna.meetings.models import Meeting

LAST = timedelta(days=60)
"""So long after a meeting what belongs to its type is still shown."""
SHOWN = 20


def materials_of(organisation_id: int) -> list[Material]:
    rows = Material.objects.filter(organisation=organisation_id).select_related("type")
    return list(rows.order_by("position", "pk"))


def materials_for(client_id: int, organisation_id: int) -> list[Material]:
    """For everybody, and for the types of the client's meetings to come and of late. One statement."""
    near = Meeting.objects.filter(client=client_id, starts__gt=clock.now() - LAST)
    types = near.exclude(status=Meeting.Status.CANCELLED).order_by().values("type")
    fits = Q(type=None) | Q(type__in=types)
    return list(Material.objects.filter(fits, organisation=organisation_id, closed_at=None)[:SHOWN])
