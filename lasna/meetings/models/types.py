from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lasna.clients.models import PLANNED, Channel
from lasna.kernel import clock
from lasna.kernel.order import Ordered
from lasna.people.models import Organisation

LAW_LOOKED_UP_WITHIN = timedelta(days=365)
"""What was looked up before that is to be looked up again."""


class MeetingType(Ordered):
    """An office's kind of meeting. Its name may be sensitive: shown only behind the code."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="meeting_types")
    key = models.SlugField(max_length=40)
    name_fi = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    minutes = models.PositiveSmallIntegerField(default=45)
    default_channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.VIDEO)
    channels = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Ways that may be agreed on, with commas; empty: every one. Read ``allowed``."""
    code_at_door = models.BooleanField(default=True, db_default=True)
    """Promised to each invitation when it is made: ``Invitation.needs_code``."""
    words_fi = models.TextField(blank=True, default="", db_default="")
    words_sv = models.TextField(blank=True, default="", db_default="")
    words_en = models.TextField(blank=True, default="", db_default="")
    """What the client reads in the waiting room. As sensitive as the name: never in a message."""
    agenda_fi = models.TextField(blank=True, default="", db_default="")
    agenda_sv = models.TextField(blank=True, default="", db_default="")
    agenda_en = models.TextField(blank=True, default="", db_default="")
    """What is gone through, a line each: for the client behind the door, and for staff."""
    prompts_fi = models.TextField(blank=True, default="", db_default="")
    prompts_sv = models.TextField(blank=True, default="", db_default="")
    prompts_en = models.TextField(blank=True, default="", db_default="")
    """What the adviser is reminded of, a line each. Never the client's."""
    law_fi = models.TextField(blank=True, default="", db_default="")
    law_sv = models.TextField(blank=True, default="", db_default="")
    law_en = models.TextField(blank=True, default="", db_default="")
    """What the law says of such a meeting, in the organisation's own words."""
    law_first = models.CharField(
        max_length=10, choices=Channel.choices, blank=True, default="", db_default=""
    )
    """The way that comes first by law, until the client has been met so; empty: none."""
    law_on = models.DateField(null=True)
    """When somebody last looked what the law says."""
    law_source_fi = models.TextField(blank=True, default="", db_default="")
    law_source_sv = models.TextField(blank=True, default="", db_default="")
    law_source_en = models.TextField(blank=True, default="", db_default="")
    """The statute's name, and its section."""
    law_address = models.CharField(max_length=500, blank=True, default="", db_default="")
    """Where the statute is read."""
    closed_at = models.DateTimeField(null=True)
    """Not offered any more; what was agreed on before keeps it."""

    class Meta(Ordered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="meeting_type_key_is_unique"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_type_lasts"),
        ]

    def __str__(self) -> str:
        return in_language(self, "name") or self.key

    @property
    def words(self) -> str:
        return in_language(self, "words")

    @property
    def told_before(self) -> str:
        """What the client reads in the waiting room: the words, and what is gone through."""
        if not self.agenda:
            return self.words
        agenda = "\n".join([str(_("In the meeting:")), *(f"– {line}" for line in self.agenda.splitlines())])
        return f"{self.words}\n\n{agenda}".strip()

    @property
    def agenda(self) -> str:
        return in_language(self, "agenda")

    @property
    def prompts(self) -> str:
        return in_language(self, "prompts")

    @property
    def law(self) -> str:
        return in_language(self, "law")

    @property
    def law_source(self) -> str:
        return in_language(self, "law_source")

    @property
    def law_is_old(self) -> bool:
        """Nobody has looked for a year, or ever."""
        if not (self.law or self.law_first):
            return False
        return self.law_on is None or self.law_on < clock.now().date() - LAW_LOOKED_UP_WITHIN

    @property
    def allowed(self) -> tuple[Channel, ...]:
        """In the order in which they are offered everywhere."""
        chosen = self.channels.split(",") if self.channels else [channel.value for channel in PLANNED]
        return tuple(channel for channel in PLANNED if channel in chosen)


def in_language(row: models.Model, what: str) -> str:
    """In the active language; where that is not filled in, in the first that is."""
    active = (translation.get_language() or "fi")[:2]
    said = [str(getattr(row, f"{what}_{code}", "")) for code in (active, "fi", "sv", "en")]
    return next((words for words in said if words), "")
