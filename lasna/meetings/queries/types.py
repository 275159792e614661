"""Reading the kinds of meetings of an organisation."""

from django.db.models import QuerySet

from lasna.meetings.models import MeetingType


def types_offered(organisation_id: int) -> QuerySet[MeetingType]:
    """Those that advisers choose among, in the organisation's order."""
    return MeetingType.objects.filter(organisation=organisation_id, closed_at=None)
