"""What the service holds of a client's quick questions, and which have grown old."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.kernel.live.models import Room, StoredEvent
from lasna.kernel.personal import Section
from lasna.knocking.models import Knock


def told_of(client_id: int) -> list[Section]:
    columns = [
        ("asked", _("Asked")),
        ("way", _("How")),
        ("adviser", _("Of whom")),
        ("state", _("State")),
        ("words", _("What was answered")),
        ("promised", _("A call was promised")),
        ("ended", _("Ended")),
    ]
    rows = [
        (
            knock.asked_at,
            str(knock.get_channel_display()),
            knock.adviser.name,
            str(knock.get_state_display()),
            knock.words,
            knock.promised_at,
            knock.ended_at,
        )
        for knock in Knock.objects.filter(client=client_id).select_related("adviser")
    ]
    return [Section("knocks", _("Quick questions"), columns, rows)]


def desk_events_of(client_id: int) -> QuerySet[StoredEvent]:
    """Where desks were told the client's name."""
    knocks = list(Knock.objects.filter(client=client_id).values_list("pk", flat=True))
    return StoredEvent.objects.filter(room__kind=Room.Kind.DESK, type="desk.knocked", body__knock__in=knocks)


def old_knocks(organisation_id: int, before: datetime) -> QuerySet[Knock]:
    return Knock.objects.filter(client__organisation=organisation_id, ended_at__lt=before)
