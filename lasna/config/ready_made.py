"""What every organisation begins with. They are rows: it may change them."""

from lasna.meetings.models import MeetingType
from lasna.meetings.services.offers import give_reasons
from lasna.meetings.states.ready_made import TYPES
from lasna.people.models import Organisation


def add_ready_made(organisation: Organisation) -> None:
    add_meeting_types(organisation)
    give_reasons(organisation)


def add_meeting_types(organisation: Organisation) -> None:
    for position, ready in enumerate(TYPES):
        MeetingType.objects.create(
            organisation=organisation,
            key=ready.key,
            minutes=ready.minutes,
            default_channel=ready.channel,
            law_first=ready.law_first,
            position=position,
            **ready.texts,
        )
