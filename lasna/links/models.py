from django.db import models
from django.db.models import Q

from lasna.meetings.models import Meeting, Participant


class SharedLink(models.Model):
    """The address of a public web page that somebody sent in a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="links")
    by = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    address = models.TextField()
    """As ``states.public_address`` wrote it; never fetched."""
    host = models.CharField(max_length=260)
    """As people read it."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address__startswith="https://") | Q(address__startswith="http://"),
                name="a_shared_link_leads_to_the_web",
            )
        ]
