"""What a kind of meeting, and a single meeting, say of the rules of meetings."""

from django.db import models
from django.db.models import Q

from lasna.meetings.models.meeting import Meeting
from lasna.meetings.models.types import MeetingType
from lasna.organisation.models import SaidRule


class TypeRule(SaidRule):
    """Whether the door asks for a code is said by the type itself: ``code_at_door``."""

    type = models.ForeignKey(MeetingType, on_delete=models.CASCADE, related_name="rules")

    class Meta(SaidRule.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["type", "setting"],
                condition=Q(current=True),
                name="a_type_says_one_thing_of_a_setting",
            )
        ]


class MeetingRule(SaidRule):
    """The lowest level: there is nothing below to lock."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rules")

    class Meta(SaidRule.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "setting"],
                condition=Q(current=True),
                name="a_meeting_says_one_thing_of_a_setting",
            ),
            models.CheckConstraint(condition=Q(locked=False), name="a_meeting_locks_nothing"),
        ]
