"""What the service holds of a client's visits, and which have grown old."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.kernel.personal import Section
from lasna.reception.models import Visit


def told_of(client_id: int) -> list[Section]:
    """The visits that an adviser said were theirs."""
    columns = [
        ("came", _("Came")),
        ("name", _("Name typed")),
        ("phone", _("Number typed")),
        ("way", _("How")),
        ("met", _("Taken")),
        ("ended", _("Ended")),
        ("state", _("State")),
    ]
    rows = [
        (
            visit.joined_at,
            visit.name,
            visit.phone,
            str(visit.get_channel_display()),
            visit.taken_at,
            visit.ended_at,
            str(visit.get_state_display()),
        )
        for visit in Visit.objects.filter(client=client_id)
    ]
    return [Section("visits", _("Visits to the reception"), columns, rows)]


def old_visits(organisation_id: int, before: datetime) -> QuerySet[Visit]:
    return Visit.objects.filter(
        reception__organisation=organisation_id, joined_at__lt=before, ended_at__isnull=False
    )


def began_at_reception(meeting_id: int) -> bool:
    """Did somebody come to this meeting from the queue?"""
    return Visit.objects.filter(meeting=meeting_id).exists()
