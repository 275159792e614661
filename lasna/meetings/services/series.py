"""A series: meetings agreed on together. Each is a meeting of its own, with its own link."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.kernel.web.times import said_time
from lasna.meetings.access import meeting_for
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.queries.series import MOST, rest_of
from lasna.meetings.services.life import cancel_meeting
from lasna.meetings.services.planning import HowPlanned, plan_meeting
from lasna.people.models import Person
from lasna.policy import Action


def plan_series(
    *,
    adviser: Person,
    client: Client,
    type: MeetingType,
    starts: Sequence[datetime],
    planned_channel: str,
    **more: Unpack[HowPlanned],
) -> list[Meeting]:
    """All of them or none: where one cannot be, it is said which."""
    if not 0 < len(starts) <= MOST:
        raise UserError("series.length", _("Choose at least one date, and at most {most}.").format(most=MOST))
    more["series"] = uuid4()
    meetings = []
    with transaction.atomic():
        for at in sorted(starts):
            try:
                meeting = plan_meeting(
                    adviser=adviser,
                    client=client,
                    type=type,
                    starts=at,
                    planned_channel=planned_channel,
                    **more,
                )
            except UserError as error:
                when = said_time(at, client.office.zone)
                words = _("{when}: {why}").format(when=when, why=error.message)
                raise UserError(error.code, words) from error
            meetings.append(meeting)
    return meetings


def cancel_rest(*, meeting_id: int, by: Person) -> int:
    """This meeting and those of its series after it, each as its own page does it. How many."""
    meeting = meeting_for(by, meeting_id, Action.MEETING_CHANGE)
    rest = rest_of(meeting, by) if meeting.series else []
    for each in rest:
        cancel_meeting(meeting_id=each.pk, by=by)
    return len(rest)
