from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.people.models import Office, Organisation, Person


class Kind(models.TextChoices):
    """What an organisation says of itself, each with its own editions."""

    THEME = "theme", _("appearance")
    CARD = "card", _("what may be talked about where")
    ACCESSIBILITY = "accessibility", _("accessibility statement")
    DATA_PROTECTION = "data_protection", _("data protection")


PAGES = (Kind.ACCESSIBILITY, Kind.DATA_PROTECTION, Kind.CARD)
"""Those that are pages for clients, in the order of the footer."""


class Edition(models.Model):
    """One version of one of them. A published one never changes; an older one comes back as a new one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="editions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    content = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    current = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(current=True),
                name="one_current_edition_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(published_at__isnull=True),
                name="one_draft_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(current=False) | Q(published_at__isnull=False),
                name="a_current_edition_is_published",
            ),
        ]


class Logo(models.Model):
    """A picture made anew from pixels, under the name of its content: it never changes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="logos")
    hash = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "hash"], name="one_logo_of_this_content")
        ]


class SaidRule(models.Model):
    """What one level said of a setting of meetings, and until when it holds. Rows are never changed but for
    ``current``: who said what before stays."""

    setting = models.CharField(max_length=20)
    value = models.CharField(max_length=20, blank=True)
    """Empty: the level has taken its word back."""
    locked = models.BooleanField(default=False)
    """Levels below may only narrow it."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class Rule(SaidRule):
    """Of an organisation; of one of its offices, where ``office`` is set."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="rules")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="rules")

    class Meta(SaidRule.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "setting"],
                condition=Q(current=True, office__isnull=True),
                name="an_organisation_says_one_thing_of_a_setting",
            ),
            models.UniqueConstraint(
                fields=["office", "setting"],
                condition=Q(current=True, office__isnull=False),
                name="an_office_says_one_thing_of_a_setting",
            ),
            models.CheckConstraint(
                condition=~Q(value="") | Q(locked=False), name="a_word_taken_back_locks_nothing"
            ),
        ]
