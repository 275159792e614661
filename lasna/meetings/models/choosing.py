"""How a way of meeting came to be chosen: video offered, and the answer to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.meetings.models.meeting import Meeting
from lasna.meetings.models.types import in_language
from lasna.people.models import Office, Organisation, Person


class Answer(models.TextChoices):
    """What came of offering video. None of them is a bad mark: to decline is the client's right."""

    ACCEPTED = "accepted", _("offered, and the client agreed")
    DECLINED = "declined", _("offered, and the client chose otherwise")
    NOT_OFFERED = "not_offered", _("not offered")


REASONED = (Answer.DECLINED, Answer.NOT_OFFERED)
"""Answers that have reasons."""


class OfferReason(models.Model):
    """One of the organisation's own short list: why clients choose otherwise, or why video is not offered."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=40)
    """Of a ready-made one its name; ``own-…`` of every other."""
    answer = models.CharField(max_length=11, choices=Answer.choices)
    words_fi = models.CharField(max_length=120, blank=True)
    words_sv = models.CharField(max_length=120, blank=True)
    words_en = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)
    """Not offered any more; answers of before keep it."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="offer_reason_key_is_unique"),
            models.CheckConstraint(
                condition=Q(answer__in=[answer.value for answer in REASONED]), name="agreeing_needs_no_reason"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self, "words") or self.key

    @property
    def code(self) -> str:
        """The answer with this reason, as a form says it."""
        return f"{self.answer}:{self.pk}"


class ChannelOffer(models.Model):
    """Whether a way was offered for a meeting, and the answer. Changed by a new row; the old ones stay."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="offers")
    """Whose client was asked."""
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.VIDEO)
    answer = models.CharField(max_length=11, choices=Answer.choices)
    reason = models.ForeignKey(OfferReason, on_delete=models.PROTECT, null=True, related_name="+")
    """None: agreed, or no reason was told."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """None: the client's own choice, by a link."""
    at = models.DateTimeField()
    current = models.BooleanField(default=True)
    """The newest word about this meeting."""

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "channel"],
                condition=Q(current=True),
                name="a_way_is_offered_once_for_a_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(answer="accepted") | Q(reason__isnull=True), name="who_agrees_gives_no_reason"
            ),
        ]


class Practice(models.Model):
    """What an office has agreed on among its own: which matters and whom it meets by video first (N5)."""

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="practice")
    text = models.TextField(blank=True)
    """Empty: nothing is agreed on any more."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
