"""The addresses of the tests' issuer, and what it claims of people. Loaded in its own process alone."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

CLAIMS: dict[str, dict[str, Any]] = {}
"""By account; filled when the process starts."""


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth ships no types
    def get_claims(self, purpose: str, user: AbstractBaseUser, *args: Any, **options: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_claims(purpose, user, *args, **options)
        return claims | CLAIMS.get(user.get_username(), {})


def start(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>issuer</title><h1>The issuer</h1>")


urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    path("", start),
]
