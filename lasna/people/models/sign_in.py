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
