from django.db import models
from django.db.models import Q

from lasna.correspondence.models import Message
from lasna.people.models import LANGUAGES, Organisation, Person


class Wording(models.Model):
    """One edition of what an organisation says in a message, by one channel, in one language. Rows are never
    changed but for ``current``: an older one comes back as a new one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    message = models.CharField(max_length=40)
    """The name of its ``Template``."""
    channel = models.CharField(max_length=5, choices=Message.Channel.choices)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    """Empty: the ready-made words."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    current = models.BooleanField(default=False)
    """Messages say it. Otherwise it was said before, or was only sent to whoever wrote it."""

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "message", "channel", "language"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "message", "channel", "language"],
                condition=Q(current=True),
                name="one_wording_of_a_message_is_in_use",
            )
        ]
