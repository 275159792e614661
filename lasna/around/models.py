"""What clients get around a meeting: a task ahead of it, thanks after it, things to read."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from lasna.kernel.order import Ordered
from lasna.meetings.models import MeetingType, Participant
from lasna.meetings.models.types import in_language
from lasna.people.models import Organisation

MOST_DAYS = 30


class Reading(models.Model):
    """What clients read: title and words in each language, and a page to read on."""

    title_fi = models.CharField(max_length=100)
    title_sv = models.CharField(max_length=100, blank=True)
    title_en = models.CharField(max_length=100, blank=True)
    words_fi = models.TextField(blank=True)
    words_sv = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    link = models.CharField(max_length=2000, blank=True)
    """One public page, or none."""
    closed_at = models.DateTimeField(null=True)
    """Not proposed or shown any more; what was sent stays."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self, "title")

    @property
    def words(self) -> str:
        return in_language(self, "words")


class TypeTask(Reading):
    """What clients do before a meeting of this type. As sensitive as the type: never in a message."""

    type = models.OneToOneField(MeetingType, on_delete=models.CASCADE, related_name="task")
    days = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    """Before the meeting, at its own time of the clock."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="task_comes_before"),
        ]


class ClientTask(models.Model):
    """One client's task before one meeting: planned, sent, opened, done."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="task")
    task = models.ForeignKey(TypeTask, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    """When it leaves by itself; None: only when an adviser sends it."""
    left_out_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["participant"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, left_out_at__isnull=True, due_at__isnull=False),
                name="tasks_that_wait",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(seen_at__isnull=True, done_at__isnull=True),
                name="a_task_is_done_after_it_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(left_out_at__isnull=True),
                name="a_task_that_was_sent_is_not_left_out",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(seen_at__gte=F("sent_at")),
                name="a_task_is_seen_after_it_was_sent",
            ),
        ]

    @property
    def state(self) -> str:
        """``done``, ``seen``, ``sent``, ``left_out``, ``planned``, or ``by_hand``: no moment is set."""
        for name in ("done", "seen", "sent", "left_out"):
            if getattr(self, f"{name}_at"):
                return name
        return "planned" if self.due_at else "by_hand"


class ThankedType(models.Model):
    """After a meeting of this type that was met, the client is thanked by a message."""

    type = models.OneToOneField(MeetingType, on_delete=models.CASCADE, related_name="thanked")


class Material(Ordered, Reading):
    """Something to read, for every client's own page or for those who have meetings of one type."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    type = models.ForeignKey(MeetingType, on_delete=models.CASCADE, null=True, related_name="+")
    """None: for everybody."""
