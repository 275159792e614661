from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from lasna.kernel.live.models import Room
from lasna.policy import Standing

LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]


class SecondFactor(models.TextChoices):
    OPTIONAL = "optional", _("Everybody decides for themselves")
    REQUIRED = "required", _("Everybody needs one")


class Organisation(models.Model):
    """Whose service this is. Nothing of one organisation is seen in another."""

    name = models.CharField(max_length=200)
    is_demo = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fi")
    languages = models.CharField(max_length=8, default="fi,sv,en", db_default="fi,sv,en")
    """Offered to clients, the usual one first; read ``offered``."""
    slug = models.SlugField(max_length=60, unique=True, null=True)  # noqa: DJ001  # unique, and many have none
    """In the address of its public pages; given when the first of them is published."""
    sender_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    """Whom mails come from, by name; the organisation's name when empty."""
    sender_email = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True, default="", db_default="")
    sms_sender = models.CharField(max_length=20, blank=True, default="", db_default="")
    """At most 11 letters and digits, or a number as E.164; empty: the gateway's own."""
    sms_price = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    """Euros for a part of a text message; None: nobody has said."""
    phone = models.CharField(max_length=20, blank=True)
    """E.164: the number from which clients are called and which they may call back."""
    reminders = models.CharField(max_length=20, blank=True, default="day", db_default="day")
    """When clients are reminded of meetings, with commas: ``week``, ``day``, ``hour``; ``national``: somebody
    else reminds them the day before. Empty: never."""
    reminders_a_day = models.PositiveSmallIntegerField(default=2, db_default=2)
    """A client gets no more."""
    booking_notice = models.PositiveSmallIntegerField(default=12, db_default=12)
    """Hours: clients choose no time that begins sooner."""
    booking_weeks = models.PositiveSmallIntegerField(default=8, db_default=8)
    """So far ahead clients choose."""
    second_factor = models.CharField(
        max_length=8, choices=SecondFactor.choices, default=SecondFactor.OPTIONAL, db_default="optional"
    )
    """Of staff who sign in by password."""
    lock_after = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Minutes without anything done, after which staff pages ask who is there; 0: never."""

    def __str__(self) -> str:
        return self.name

    @property
    def offered(self) -> tuple[str, ...]:
        """The codes of the languages offered, the usual one first."""
        return tuple(self.languages.split(","))


class Office(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=50, default="Europe/Helsinki")
    closed_at = models.DateTimeField(null=True)
    """Nobody is added to it any more; what was done in it stays."""

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    def create_person(
        self, *, email: str, name: str, organisation: Organisation, password: str | None = None
    ) -> "Person":
        """A person with their own desk. Without ``password`` they cannot sign in by password."""
        desk = Room.objects.create(kind=Room.Kind.DESK)
        person = self.model(
            email=self.normalize_email(email).lower(), name=name, organisation=organisation, desk=desk
        )
        person.set_password(password)
        person.save()
        return person


class Person(AbstractBaseUser):
    """A member of staff. Clients have links, not accounts."""

    class Role(models.TextChoices):
        ADVISER = "adviser", _("adviser")
        LEAD = "lead", _("team lead")
        SUPPORT = "support", _("support person")
        ADMINISTRATOR = "administrator", _("administrator")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    offices = models.ManyToManyField(Office, related_name="people")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True)
    """E.164: the number this person calls from; the organisation's when empty."""
    role = models.CharField(max_length=13, choices=Role.choices, default=Role.ADVISER)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fi")
    is_active = models.BooleanField(default=True)
    desk = models.OneToOneField(Room, on_delete=models.PROTECT)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name

    @property
    def standings(self) -> frozenset[Standing]:
        """What this person is by their work alone."""
        return frozenset({Standing.STAFF}) | _BY_ROLE[self.Role(self.role)]

    @property
    def advises(self) -> bool:
        """Works with clients. Support does not: for them there are neither clients nor meetings."""
        return Standing.ADVISES in self.standings

    @property
    def calls_from(self) -> str:
        """The number a client sees when this person calls; may be empty."""
        return self.phone or self.organisation.phone


_BY_ROLE = {
    Person.Role.ADVISER: frozenset({Standing.ADVISES}),
    Person.Role.LEAD: frozenset({Standing.ADVISES, Standing.LEAD}),
    Person.Role.SUPPORT: frozenset({Standing.SUPPORT}),
    Person.Role.ADMINISTRATOR: frozenset({Standing.ADVISES, Standing.ADMINISTRATOR}),
}
