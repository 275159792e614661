"""Which issuer somebody signs in at, and the addresses that it is given."""

from django.conf import settings
from django.urls import reverse

from lasna.people.models import Issuer, Organisation


def is_offered() -> bool:
    """Does any organisation have a sign-in of its own?"""
    return Issuer.objects.filter(is_on=True).exists()


def only_issuer() -> Issuer | None:
    """The one issuer of this installation, where there is one."""
    found = list(Issuer.objects.filter(is_on=True)[:2])
    return found[0] if len(found) == 1 else None


def issuer_for_email(email: str) -> Issuer | None:
    """By the domain alone: who exists is not told. Where two organisations share it, neither."""
    domain = email.strip().rpartition("@")[2].lower()
    if not domain.isprintable():  # what a database cannot even be asked
        return None
    found = list(Issuer.objects.filter(is_on=True, domains__domain=domain)[:2])
    return found[0] if len(found) == 1 else None


def issuer_of(organisation: Organisation) -> Issuer | None:
    return (
        Issuer.objects.filter(organisation=organisation)
        .prefetch_related("domains", "role_rules", "office_rules")
        .first()
    )


def redirect_uri(issuer: Issuer) -> str:
    """Where the issuer sends people back: to the letter the same always."""
    return settings.LASNA_URL + reverse("sso_back", args=[issuer.key])


def logout_uri(issuer: Issuer) -> str:
    """Where the issuer itself says that somebody signed out."""
    return settings.LASNA_URL + reverse("sso_logout", args=[issuer.key])


def after_sign_out() -> str:
    """Where the issuer sends people when they have signed out there."""
    return settings.LASNA_URL + reverse("sso_left")
