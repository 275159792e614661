from django.db import models
from django.utils.translation import gettext_lazy as _

from lasna.kernel.phones import read_phone
from lasna.people.models import LANGUAGES, Organisation


class Message(models.Model):
    """A message that must not be lost: pending → sending → sent → delivered, or failed, dropped, or unknown.

    The row holds no token and no text: ``kind`` and ``about`` say what to render when it is sent.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not sent")
        DROPPED = "dropped", _("too late to send")
        UNKNOWN = "unknown", _("not known whether it was sent")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    """Registered with ``protocol.message_kind``; its renderer lives in the package that asks."""
    about = models.PositiveBigIntegerField()
    """The row the message is about, as its kind understands it (an invitation's id, say)."""
    version = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    secret = models.TextField(blank=True)
    """Sealed with the field key, wiped once sent: a code."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField()
    drop_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    gateway_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    """Why it failed: a stable code."""
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["kind", "about"]),
            models.Index(
                fields=["gateway_id"], condition=~models.Q(gateway_id=""), name="messages_by_gateway_id"
            ),
        ]

    @property
    def address_read(self) -> str:
        """As people read it: a number in groups."""
        return read_phone(self.address) if self.channel == self.Channel.SMS else self.address


class MailboxItem(models.Model):
    """What the demo's gateway received, as the client would see it. Demo organisations only."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="mailbox_item")
    channel = models.CharField(max_length=5, choices=Message.Channel.choices)
    sender = models.CharField(max_length=200)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-pk"]
