from django.db import models
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Client
from lasna.kernel.phones import read_phone
from lasna.people.models import LANGUAGES, Organisation, Person


class Message(models.Model):
    """A message that must not be lost: pending → sending → sent → delivered, or failed, dropped, or unknown.
    A letter: print → sent, once somebody of the office has posted it, or dropped.

    The row holds no token and no text: ``kind`` and ``about`` say what to render when it is sent.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        POST = "post", _("letter")

    class State(models.TextChoices):
        PENDING = "pending", _("waiting to be sent")
        PRINT = "print", _("waiting to be printed")
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
    address = models.CharField(max_length=500)
    """An e-mail address, a number in E.164, or the lines of an address for letters, the name first."""
    language = models.CharField(max_length=2, choices=LANGUAGES)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    """To whom a letter goes; None: no letter."""
    paper_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # unique, and many have none
    """Of the short link that stands in a letter."""
    posted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
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
            models.Index(
                fields=["organisation", "state", "client"],
                condition=models.Q(channel="post"),
                name="letters_by_state",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel="post", client__isnull=False, paper_hash__isnull=False)
                | (~models.Q(channel="post") & ~models.Q(state="print")),
                name="a_letter_is_to_a_client",
            )
        ]

    @property
    def address_read(self) -> str:
        """As people read it, in one line: a number in groups."""
        if self.channel == self.Channel.SMS:
            return read_phone(self.address)
        return ", ".join(self.address.splitlines())


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
