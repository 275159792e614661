"""The meeting types every organisation begins with. They are rows: it may change them."""

from lasna.meetings.models import MeetingType
from lasna.meetings.services.offers import give_reasons
from lasna.people.models import Organisation

TYPES = [
    ("initial_interview", "Alkuhaastattelu", "Inledande intervju", "Initial interview", 60, "in_person"),
    ("supplementary", "Työnhakukeskustelu", "Jobbsökningssamtal", "Job search conversation", 45, "video"),
    ("plan_review", "Suunnitelman tarkistus", "Översyn av planen", "Plan review", 45, "video"),
    ("career_psychology", "Uraohjaus", "Karriärvägledning", "Career guidance", 60, "video"),
    ("network", "Verkostotapaaminen", "Nätverksmöte", "Network meeting", 60, "video"),
    ("coaching", "Valmennus", "Coachning", "Coaching", 30, "video"),
]
"""key, names in Finnish, Swedish and English, minutes, usual channel."""


def add_ready_made(organisation: Organisation) -> None:
    add_meeting_types(organisation)
    give_reasons(organisation)


def add_meeting_types(organisation: Organisation) -> None:
    for position, (key, fi, sv, en, minutes, channel) in enumerate(TYPES):
        MeetingType.objects.create(
            organisation=organisation,
            key=key,
            name_fi=fi,
            name_sv=sv,
            name_en=en,
            minutes=minutes,
            default_channel=channel,
            position=position,
        )
