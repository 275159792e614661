from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Addressee, Client
from lasna.kernel.live.models import Room
from lasna.kernel.phones import read_phone
from lasna.meetings.models.codes import Coded
from lasna.meetings.models.meeting import MOST_SEATS, Meeting
from lasna.people.models import LANGUAGES, Organisation, Person


class Participant(models.Model):
    """Somebody's place in a meeting. The adviser's is ``admitted`` from the start."""

    class Role(models.TextChoices):
        ADVISER = "adviser", _("adviser")
        CLIENT = "client", _("client")
        INTERPRETER = "interpreter", _("interpreter")
        CAPTIONER = "captioner", _("captioner")
        DOCTOR = "doctor", _("doctor")
        PROVIDER = "provider", _("provider")
        RELATIVE = "relative", _("relative")
        SUPPORT = "support", _("support person")
        COLLEAGUE = "colleague", _("colleague")
        COMPANION = "companion", _("another device")

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ARRIVED = "arrived", _("at the door")
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("let in")
        PRESENT = "present", _("present")
        AWAY = "away", _("away")
        HELD = "held", _("put to wait")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")
        DENIED = "denied", _("not let in")

    class Consent(models.TextChoices):
        """What the client says to a partner. Asked of each of them, before they come in."""

        NONE = "", _("not asked yet")
        YES = "yes", _("the client agrees")
        NO = "no", _("the client does not agree")

    class Answer(models.TextChoices):
        """What the client says beforehand to the time that is agreed on."""

        NONE = "", _("nothing said yet")
        COMES = "comes", _("says: coming")
        CANNOT = "cannot", _("says: cannot come")

    class CalledBefore(models.TextChoices):
        """What became of the call the day before."""

        NO = "", _("not called yet")
        ANSWERED = "answered", _("called beforehand")
        NO_ANSWER = "no_answer", _("called beforehand, no answer")

    class Step(models.TextChoices):
        """How far the client has come, as the adviser sees it. What happened, never how it was felt."""

        NONE = "", _("not opened yet")
        CODE = "code", _("asked for the code")
        CAMERA = "camera", _("at the camera")
        SOUND = "sound", _("at the sound")
        MICROPHONE = "microphone", _("at the microphone")
        READY = "ready", _("ready")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField(max_length=16, choices=Role.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="", db_default="")
    phone = models.CharField(max_length=20, blank=True, default="", db_default="")
    """E.164. These three are a partner's own; a client's and a colleague's are theirs: read ``addressee``."""
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True, default="", db_default="")
    by_phone = models.BooleanField(default=False, db_default=False)
    """No link: an interpreter on a telephone beside the meeting. Shown as a seat."""
    consent = models.CharField(max_length=3, choices=Consent.choices, blank=True, default="", db_default="")
    """The client's last word about a partner; each of them is a row of ``ConsentGiven``."""
    admitted_at = models.DateTimeField(null=True)
    """When first let in: a locked room is shut to who never was."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.INVITED)
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)
    door = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="participant")
    """The participant's own stream: all they hear before they are let in."""
    door_version = models.PositiveIntegerField(default=1)
    """In the device cookie: raising it sends every browser back to the code."""
    camera = models.CharField(max_length=10, blank=True)
    """``on``, ``off``, ``blocked``, ``missing``, ``busy``; empty: not tried."""
    microphone = models.CharField(max_length=10, blank=True)
    waiting_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When a desk showed that they wait."""
    said = models.CharField(max_length=300, blank=True)
    """The adviser's words to the waiting."""
    door_seen_at = models.DateTimeField(null=True)
    """Told at every heartbeat while they wait."""
    away_since = models.DateTimeField(null=True)
    beside = models.TextField(blank=True, default="", db_default="")
    """Names of who else sits at the same device, a line each, as this person says: read ``beside_names``."""
    hosted_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="hosts"
    )
    """The client sits at this partner's device, without a link, a code or a device of their own."""
    hosted_at = models.DateTimeField(null=True)
    """A partner's: when the client last sat down at their device. It stays when they have got up."""
    with_client = models.BooleanField(default=False, db_default=False)
    """This partner says that the client is with them, and the adviser has not answered yet."""
    companion_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="companion"
    )
    """Another device of this person in the same room. It has no name, no link and no word of its own."""
    invited_at = models.DateTimeField(null=True)
    """A companion's: when its link was shown last."""
    has_sound = models.BooleanField(default=False, db_default=False)
    """A companion's: microphone and loudspeaker are here now, and off at its owner's own device."""
    asks_call = models.BooleanField(default=False)
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True, default="", db_default="")
    """The client's, to this very time: another time asks anew."""
    answered_at = models.DateTimeField(null=True)
    called_before = models.CharField(
        max_length=9, choices=CalledBefore.choices, blank=True, default="", db_default=""
    )
    """The call the day before this very time."""
    called_before_at = models.DateTimeField(null=True)
    ahead = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How many the adviser meets before them, as they were told."""
    colleagues_told_at = models.DateTimeField(null=True)
    """When the adviser's colleagues were told that nobody answers; None: they need not know."""
    by_link_alone = models.BooleanField(default=False, db_default=False)
    """The browser at the door came in without a code: the adviser looks twice."""

    group_seat = models.PositiveSmallIntegerField(null=True)
    """A client's in a group, from one on; None: no group, or the seat was given up."""
    outcome = models.CharField(
        max_length=20, choices=Meeting.Outcome.choices, blank=True, default="", db_default=""
    )
    """What became of it for this client of a group; of a meeting with one client the meeting says it."""
    calendar_sequence = models.PositiveIntegerField(default=0, db_default=0)
    """Beside the meeting's: a seat was given up or taken again."""

    class Meta:
        indexes = [
            models.Index(fields=["role", "meeting"], name="places_by_role"),
            models.Index(fields=["hosted_by"], condition=Q(hosted_by__isnull=False), name="places_hosted"),
            models.Index(fields=["waiting_since"], condition=Q(state="waiting"), name="places_that_wait"),
            models.Index(
                fields=["colleagues_told_at"],
                condition=Q(colleagues_told_at__isnull=False),
                name="places_unanswered",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="one_place_for_a_person_in_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "client"],
                condition=Q(client__isnull=False),
                name="one_place_for_a_client_in_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "group_seat"],
                condition=Q(group_seat__isnull=False),
                name="a_seat_of_a_group_is_one_clients",
            ),
            models.CheckConstraint(
                condition=Q(group_seat__isnull=True)
                | Q(group_seat__gte=1, group_seat__lte=MOST_SEATS, role="client", client__isnull=False),
                name="seats_are_numbered_from_one_to_twenty",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(client__isnull=False)
                | ~Q(name="")
                | Q(companion_of__isnull=False),
                name="participant_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(role="companion", companion_of__isnull=False)
                | (~Q(role="companion") & Q(companion_of__isnull=True, has_sound=False)),
                name="a_companion_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(hosted_by__isnull=True) | Q(role="client"), name="only_the_client_is_hosted"
            ),
        ]

    @property
    def gave_up(self) -> bool:
        """A client of a group whose seat is others' now."""
        return self.outcome == Meeting.Outcome.CANCELLED

    @property
    def is_partner(self) -> bool:
        """Neither the client nor the adviser, nor another device of somebody."""
        return self.role in PARTNERS

    @property
    def who(self) -> str:
        """For rights and the log. A companion is its owner: asked anew with them, written down as theirs."""
        owner = self.companion_of or self
        return f"person:{owner.person_id}" if owner.person_id else f"participant:{owner.pk}"

    @property
    def beside_names(self) -> list[str]:
        return self.beside.splitlines()

    @property
    def addressee(self) -> Addressee:
        """Where messages to them go, and in which language."""
        if self.client is not None:
            return self.client.addressee
        if self.person is not None:
            return Addressee(self.person.email, "", self.person.language)
        return Addressee(self.email, self.phone, self.language or "fi")

    @property
    def link_by(self) -> list[str]:
        """Channels by which a link can be sent to a partner, or to a client of a group, from the room, where
        nobody prints. A colleague comes signed in and has none."""
        if not (self.is_partner or self.group_seat) or self.by_phone or self.role == self.Role.COLLEAGUE:
            return []
        return [channel for channel in self.addressee.ways if channel != "post"]

    @property
    def phone_read(self) -> str:
        """As people read it: 040 123 4567."""
        phone = self.addressee.phone
        return read_phone(phone) if phone else ""


PARTNERS = frozenset(Participant.Role) - {
    Participant.Role.ADVISER,
    Participant.Role.CLIENT,
    Participant.Role.COMPANION,
}
"""Roles of who is asked to a meeting beside client and adviser."""


class Invitation(Coded):
    """The link and code of a client or a partner. The token is computed, never stored."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.CharField(max_length=64, unique=True)
    needs_code = models.BooleanField(default=True, db_default=True)
    """As its type said when it was made: what an invitation promised does not change under it. Where none is
    needed, ``codes_sent`` counts how often the link itself let in."""
    vouched_until = models.DateTimeField(null=True)
    vouched_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_how = models.CharField(max_length=300, blank=True)
    demo_code_hash = models.CharField(max_length=64, blank=True)
    """Accepted once instead of the sent code. Demo organisation only."""

    @property
    def addressee(self) -> Addressee:
        return self.participant.addressee

    @property
    def organisation(self) -> Organisation:
        return self.participant.meeting.organisation

    @property
    def zone(self) -> str:
        return self.participant.meeting.zone


class DoorSight(models.Model):
    """What the door saw: evidence that technology, not the client, failed to come."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="sights")
    what = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"])]
        """Each night the old ones are counted and go."""


class ConsentGiven(models.Model):
    """A word of the client about a partner, as it was said. Rows are added, never changed."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    """The partner."""
    answer = models.CharField(max_length=3, choices=Participant.Consent.choices)
    at = models.DateTimeField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """The adviser to whom the client said it beforehand; None: the client's own tap."""
    how = models.CharField(max_length=300, blank=True)
    """How the client was asked beforehand."""

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(answer=""), name="consent_is_a_word"),
            models.CheckConstraint(
                condition=Q(told_by__isnull=True) | ~Q(how=""), name="consent_told_by_another_says_how"
            ),
        ]
