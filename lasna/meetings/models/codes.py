from django.db import models

from lasna.clients.models import Addressee
from lasna.people.models import Organisation


class Coded(models.Model):
    """Something behind a code that goes by another channel than its link: an invitation, a client's own
    page. Rows of it are locked while a code is made or tried."""

    version = models.PositiveIntegerField(default=1)
    """In the token and in the device cookie: a new one shuts both out."""
    sent_by = models.CharField(max_length=5, blank=True)
    """``email``, ``sms`` or ``post``: the link's channel; the code goes by another, and never by post."""
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=0)
    codes_from = models.DateTimeField(null=True)
    """Start of the hour in which ``codes_sent`` are counted."""
    codes_sent = models.PositiveSmallIntegerField(default=0)

    code_for = "code"
    """Apart from the codes of other tables."""

    class Meta:
        abstract = True

    @property
    def addressee(self) -> Addressee:
        """Whose code it is."""
        raise NotImplementedError

    @property
    def organisation(self) -> Organisation:
        """Which sends the code."""
        raise NotImplementedError

    @property
    def zone(self) -> str:
        """In which times are said to them."""
        raise NotImplementedError
