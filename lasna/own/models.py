"""The client's own page: its link, and what clients say there."""

from django.db import models
from django.db.models import Q

from lasna.clients.models import Addressee, Channel, Client
from lasna.meetings.models import Coded, Meeting
from lasna.people.models import Organisation


class OwnLink(Coded):
    """The link of a client's own page, for as long as they use it. The token is computed, never stored."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="own_link")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    """A year from when it was sent or a code was passed."""
    withdrawn_at = models.DateTimeField(null=True)

    code_for = "own"

    @property
    def addressee(self) -> Addressee:
        return self.client.addressee

    @property
    def organisation(self) -> Organisation:
        return self.client.organisation

    @property
    def zone(self) -> str:
        return self.client.office.zone


class WayWish(models.Model):
    """The client says how they want to meet: from now on, or at one meeting. Their adviser is to see it."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="way_wishes")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, null=True, related_name="way_wish")
    """None: from now on, in general."""
    way = models.CharField(max_length=10, choices=Channel.choices)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(meeting__isnull=True),
                name="a_client_has_one_wish_in_general",
            ),
        ]
