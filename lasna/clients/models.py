from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lasna.kernel import clock
from lasna.kernel.phones import read_phone
from lasna.kernel.words import folded
from lasna.people.models import LANGUAGES, Office, Organisation, Person


class Channel(models.TextChoices):
    """Ways to meet and to be in touch. The same words in wishes, meetings and contacts."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("phone")
    VIDEO = "video", _("video")
    CHAT = "chat", _("chat")
    EMAIL = "email", _("e-mail")
    MESSAGE = "message", _("message")


AT_ONCE = ("email", "sms")
"""By which a message is there in minutes."""
EVERY_WAY = (*AT_ONCE, "post")


@dataclass(frozen=True)
class Addressee:
    """``email``, ``phone`` (E.164) and ``post`` (lines, the name first; clients alone) may be empty."""

    email: str
    phone: str
    language: str
    post: str = ""

    def by(self, channel: str) -> str:
        """Where a message by ``email``, ``sms`` or ``post`` goes; empty: nowhere."""
        return {"email": self.email, "sms": self.phone, "post": self.post}[channel]

    @property
    def ways(self) -> list[str]:
        return [way for way in EVERY_WAY if self.by(way)]

    def way(self, ways: Iterable[str] = AT_ONCE, *, first: str = "") -> str:
        """Of ``ways`` the first by which they have an address, ``first`` before the others; empty: none."""
        return next((way for way in sorted(ways, key=lambda way: way != first) if self.by(way)), "")


WISHES = (Channel.IN_PERSON, Channel.PHONE, Channel.VIDEO, Channel.CHAT, Channel.MESSAGE)
"""What a client is asked to choose from."""
PLANNED = (Channel.VIDEO, Channel.PHONE, Channel.IN_PERSON)
"""What a meeting can be planned for."""


class Client(models.Model):
    """A person whom the office advises."""

    class YesNo(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        YES = "yes", _("yes")
        NO = "no", _("no")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clients")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="clients")
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="clients")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    """E.164, a number that can take text messages."""
    street = models.CharField(max_length=120, blank=True, default="", db_default="")
    """Street or box; two lines at most."""
    postal_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    town = models.CharField(max_length=60, blank=True, default="", db_default="")
    country = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Empty: this one."""
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fi")
    wish = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    """How the client wishes to meet; empty: not asked yet."""
    wish_asked_on = models.DateField(null=True, blank=True)
    means_camera = models.CharField(max_length=7, choices=YesNo.choices, default=YesNo.UNKNOWN)
    means_microphone = models.CharField(max_length=7, choices=YesNo.choices, default=YesNo.UNKNOWN)
    means_device = models.CharField(max_length=60, blank=True)
    means_tried_on = models.DateField(null=True, blank=True)
    call_before = models.BooleanField(default=False, db_default=False)
    """Needs a human voice: is phoned the working day before each meeting."""
    added_at = models.DateTimeField(null=True, default=clock.now)
    """None: before this was written down."""
    found_by = models.CharField(max_length=300, editable=False)
    """Name and number, folded: databases differ in what they call the same letter."""

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["organisation", "office", "last_name", "first_name"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.found_by = self.to_be_found_by()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "found_by"}
        super().save(*args, **kwargs)

    def to_be_found_by(self) -> str:
        """What ``found_by`` must be; ``bulk_create`` does not come through ``save``."""
        return f"{folded(self.name)} {folded(self.last_name)} {self.phone.lstrip('+')}"[:300]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def phone_read(self) -> str:
        """As people read it: 040 123 4567."""
        return read_phone(self.phone)

    @property
    def reachable(self) -> bool:
        """By what arrives at once."""
        return bool(self.email or self.phone)

    @property
    def addressee(self) -> Addressee:
        return Addressee(self.email, self.phone, self.language, self.post)

    @property
    def postal_lines(self) -> list[str]:
        """The address for letters without the name, as it stands on an envelope; empty: there is none."""
        if not (self.street and self.town):
            return []
        town = f"{self.postal_code} {self.town}".strip()
        return [*self.street.splitlines(), town, *filter(None, [self.country.upper()])]

    @property
    def post(self) -> str:
        """Where a letter goes, a line each, the name first; empty: nowhere."""
        return "\n".join([self.name, *self.postal_lines]) if self.postal_lines else ""


class ClientImport(models.Model):
    """A file of clients between choosing and writing: one person's, an hour at most."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    content = models.TextField()
    """The table as JSON, sealed: nobody has said yet that these people are clients."""
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"import {self.pk}"
