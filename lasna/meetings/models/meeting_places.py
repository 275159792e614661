from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.people.models import Office, Organisation


class MeetingPlace(models.Model):
    """Where people can meet: a room with its address and equipment. Its name is told to clients."""

    class Kind(models.TextChoices):
        ROOM = "room", _("own meeting room")
        LIBRARY = "library", _("library's room")
        PARTNER = "partner", _("partner's room")

    class Equipment(models.TextChoices):
        SCREEN = "screen", _("screen")
        CAMERA = "camera", _("camera")
        MICROPHONE = "microphone", _("microphone")
        COMPUTER = "computer", _("computer")
        INDUCTION_LOOP = "induction_loop", _("induction loop")
        PHONE = "phone", _("telephone")

    class Access(models.TextChoices):
        STEP_FREE = "step_free", _("step-free")
        LIFT = "lift", _("lift")
        TOILET = "toilet", _("accessible toilet")
        QUIET = "quiet", _("quiet room")
        PARKING = "parking", _("accessible parking")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="meeting_places")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="meeting_places")
    """Whose; None: every office of the organisation may book it."""
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.ROOM)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, blank=True)
    directions = models.CharField(max_length=300, blank=True)
    """How to find it, for staff to tell."""
    equipment = models.CharField(max_length=80, blank=True)
    """With commas. Read ``equipped_with``."""
    access = models.CharField(max_length=60, blank=True)
    """With commas. Read ``accessible_by``."""
    capacity = models.PositiveSmallIntegerField(default=2)
    closed_at = models.DateTimeField(null=True)
    """Not booked any more; meetings agreed on before keep it."""

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gt=0), name="meeting_place_holds_somebody"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def equipped_with(self) -> list[str]:
        return [str(self.Equipment(each).label) for each in self.equipment.split(",") if each]

    @property
    def accessible_by(self) -> list[str]:
        return [str(self.Access(each).label) for each in self.access.split(",") if each]

    @property
    def for_video(self) -> bool:
        """Somebody can take part by video from here."""
        return {self.Equipment.CAMERA.value, self.Equipment.MICROPHONE.value} <= set(
            self.equipment.split(",")
        )

    @property
    def where(self) -> str:
        """As clients are told: the name, and the address."""
        return f"{self.name}, {self.address}" if self.address else self.name

    @property
    def outside(self) -> bool:
        """At somebody else's: there it is the client who sits at a video meeting."""
        return self.kind != self.Kind.ROOM
