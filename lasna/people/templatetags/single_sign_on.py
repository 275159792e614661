"""Where the sign-in page leads people who have an account at their organisation."""

from django import template
from django.urls import reverse

from lasna.people.queries.issuers import is_offered, only_issuer

register = template.Library()


@register.simple_tag
def organisation_way() -> str:
    """Straight to the one issuer; to the page that asks which, where there are several; empty without any."""
    issuer = only_issuer()
    if issuer is not None:
        return reverse("sso_begin", args=[issuer.key])
    return reverse("sso_choose") if is_offered() else ""
