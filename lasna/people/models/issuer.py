"""Whom an organisation lets say who somebody is: its OpenID Connect issuer."""

import secrets

from django.db import models
from django.db.models import Q

from lasna.people.models.staff import Office, Organisation, Person


def _key() -> str:
    return secrets.token_hex(8)


class Issuer(models.Model):
    """One organisation's sign-in. Off, it is a draft."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="issuer")
    key = models.CharField(max_length=16, unique=True, default=_key)
    """In the addresses that the issuer is given, so each organisation has its own (no mix-up). No secret."""
    url = models.CharField(max_length=500)
    """As the issuer writes itself, to the letter."""
    client_id = models.CharField(max_length=255)
    secret_box = models.TextField()
    """The client's secret, sealed with the field key."""
    scopes = models.CharField(max_length=255, default="openid email profile")
    email_claim = models.CharField(max_length=100, default="email")
    name_claim = models.CharField(max_length=100, default="name")
    role_claim = models.CharField(max_length=100, blank=True)
    """Empty: roles are given here, not by the issuer."""
    office_claim = models.CharField(max_length=100, blank=True)
    default_role = models.CharField(max_length=13, choices=Person.Role.choices, blank=True, default="adviser")
    """Whose claims name no role. Empty: they do not get in."""
    adds_people = models.BooleanField(default=False)
    """Who is not known yet is added at their first sign-in."""
    trusts_email = models.BooleanField(default=False)
    """E-mail addresses are the issuer's own, also where it does not say ``email_verified``."""
    is_on = models.BooleanField(default=False)
    only_way = models.BooleanField(default=False)
    """Passwords and passkeys are off."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only_way=False) | Q(is_on=True), name="what_is_the_only_way_in_is_switched_on"
            )
        ]


class IssuerDomain(models.Model):
    """People with an e-mail address here are sent to this issuer."""

    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "domain"], name="a_domain_is_named_once"),
        ]


class RoleRule(models.Model):
    """A value of the role claim, and the role it gives."""

    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="role_rules")
    value = models.CharField(max_length=255)
    role = models.CharField(max_length=13, choices=Person.Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "value"], name="a_value_gives_one_role"),
        ]


class OfficeRule(models.Model):
    """A value of the office claim, and an office it gives."""

    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="office_rules")
    value = models.CharField(max_length=255)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "value", "office"], name="an_office_is_given_once"),
        ]


class Identity(models.Model):
    """Who a person is to an issuer. Its address is kept too: another issuer's ``sub`` is somebody else."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    issuer_url = models.CharField(max_length=500)
    sub = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "issuer_url", "sub"], name="an_identity_is_one_person"
            ),
            models.UniqueConstraint(
                fields=["issuer_url", "person"], name="a_person_has_one_identity_at_an_issuer"
            ),
        ]


class Departure(models.Model):
    """A browser sent to the issuer, until it comes back: once. Kept for an hour, against replays."""

    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="+")
    state_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    verifier_box = models.TextField()
    """The secret half of PKCE, sealed."""
    leads_to = models.CharField(max_length=2000)
    at = models.DateTimeField(db_index=True)
    returned_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001  # unique, and many have none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "code_hash"], name="a_code_is_used_once"),
        ]


class IssuerSession(models.Model):
    """Which of our sessions an issuer opened, so that it can end them."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    sid = models.CharField(max_length=255, blank=True)
    """The issuer's name of its own session."""
    at = models.DateTimeField()


class LogoutSeen(models.Model):
    """A logout token that was obeyed: once."""

    issuer = models.ForeignKey(Issuer, on_delete=models.CASCADE, related_name="+")
    jti_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "jti_hash"], name="a_logout_token_is_used_once"),
        ]
