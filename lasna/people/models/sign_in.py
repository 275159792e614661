from django.db import models

from lasna.people.models.staff import Person


class SignInLink(models.Model):
    """The demo's sign-in link: used once. Exists only in a demo organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    leads_to = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True)


class SignInFailure(models.Model):
    """Wrong passwords as the release before counted them. ``kernel.guessing`` does now; this goes next."""

    email_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["email_hash", "at"]), models.Index(fields=["address_hash", "at"])]


class PasswordAsked(models.Model):
    """Somebody has typed an e-mail address at "forgotten password". Whose it is, a worker finds out.

    So the page does, and takes, the same for every address.
    """

    email_sealed = models.TextField(blank=True)
    """What was typed, sealed with the field key; wiped once looked up."""
    email_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["email_hash", "at"]), models.Index(fields=["address_hash", "at"])]
