from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.meetings.models import Meeting
from lasna.people.models import Office, Organisation, Person

MOVED_BECAUSE = {
    "no_sound": _("no sound"),
    "no_picture": _("no picture"),
    "connection": _("weak connection"),
    "device": _("trouble with the device"),
    "wished": _("the client wished so"),
    "easier": _("easier by phone"),
    "other": _("another reason"),
}
"""Why a meeting went over to the phone: the same keys as on the socket."""


class Contact(models.Model):
    """What happened between client and staff. Statistics count these."""

    class BeganBy(models.TextChoices):
        STAFF = "staff", _("staff")
        CLIENT = "client", _("client")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="contacts")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="contacts")
    """None: erased. The row stays, without words, because statistics count it."""
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="contacts")
    """A group has one for each of its clients."""
    began = models.DateTimeField()
    ended = models.DateTimeField()
    zone = models.CharField(max_length=50)
    began_by = models.CharField(max_length=6, choices=BeganBy.choices, default=BeganBy.STAFF)
    at_reception = models.BooleanField(default=False, db_default=False)
    """The client came to the reception without an appointment."""
    planned_channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    """The channel that lasted longest; ``legs`` has them all."""
    outcome = models.CharField(max_length=20, choices=Meeting.Outcome.choices)
    moved_to_phone = models.BooleanField(default=False)
    moved_reason = models.CharField(max_length=30, blank=True)
    call_attempts = models.PositiveSmallIntegerField(default=0)
    line = models.CharField(max_length=500, blank=True)
    finished = models.BooleanField(default=False)
    """The adviser has pressed "done"."""
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-began", "-pk"]
        indexes = [
            models.Index(
                # In the order of the list, with all that it is narrowed by: 60,000 contacts a year are usual.
                fields=["organisation", "office", "-began", "-id", "channel", "outcome", "adviser", "client"],
                name="contacts_as_listed",
            ),
            models.Index(fields=["client", "-began"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "client"], name="a_client_has_one_contact_of_a_meeting"
            ),
            models.CheckConstraint(condition=Q(ended__gte=F("began")), name="contact_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(client__isnull=False) | Q(line="", meeting__isnull=True),
                name="contact_of_nobody_says_nothing",
            ),
        ]

    @property
    def client_number(self) -> int:
        """Pages show no contact of an erased client."""
        assert self.client_id is not None
        return self.client_id

    @property
    def minutes(self) -> int:
        return round((self.ended - self.began).total_seconds() / 60)

    @property
    def outcome_words(self) -> str:
        return outcome_words(self.outcome, self.channel, by_hand=self.meeting_id is None)

    @property
    def moved_because(self) -> str:
        return str(MOVED_BECAUSE.get(self.moved_reason, ""))


def began_by_words(began_by: str, *, at_reception: bool) -> str:
    words = str(Contact.BeganBy(began_by).label)
    return f"{words}, {_('at the reception')}" if at_reception else words


def outcome_words(outcome: str, channel: str, *, by_hand: bool) -> str:
    """Nobody *meets* by e-mail: what was written down by hand took place, in its channel."""
    apart = by_hand and channel != Channel.IN_PERSON
    return str(_("in touch")) if apart else str(Meeting.Outcome(outcome).label)


class ContactLeg(models.Model):
    """A stretch of the contact in one channel."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="legs")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    began = models.DateTimeField()
    ended = models.DateTimeField()

    class Meta:
        ordering = ["began", "pk"]

    @property
    def minutes(self) -> int:
        return round((self.ended - self.began).total_seconds() / 60)


class Agreement(models.Model):
    """How often client and adviser are in touch, as the client wished: a promise that a due list keeps (N13).

    It goes with the client: whoever is their adviser has it on their day.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every other week")
        FOUR_WEEKLY = "four_weekly", _("every four weeks")
        CLIENT = "client", _("the client gets in touch")

    class PartOfDay(models.TextChoices):
        ANY = "", _("any time")
        MORNING = "morning", _("in the morning")
        AFTERNOON = "afternoon", _("in the afternoon")

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="agreement")
    rhythm = models.CharField(max_length=11, choices=Rhythm.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PHONE)
    weekday = models.PositiveSmallIntegerField(null=True)
    """Monday 0; None: on no day in particular."""
    part_of_day = models.CharField(max_length=9, choices=PartOfDay.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """Has it on their day while the client has no adviser at work."""
    nominal_on = models.DateField()
    """The day from which the rhythm is counted: ``due_on``, but for holidays and what was put off."""
    due_on = models.DateField()
    """When to be in touch; of a client who gets in touch: when to look in, should they have gone quiet."""
    paused_until = models.DateField(null=True)
    """The client wants nobody to be in touch before that day."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """In vain, since it was kept last."""
    tried_at = models.DateTimeField(null=True)
    kept_on = models.DateField(null=True)
    kept_by = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    was_nominal_on = models.DateField(null=True)
    was_due_on = models.DateField(null=True)
    """Before ``kept_by``: what was written down by mistake can be taken back."""

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="agreements_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__lte=6), name="an_agreed_day_is_of_the_week"
            )
        ]
