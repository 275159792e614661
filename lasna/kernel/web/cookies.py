"""What a browser is asked to remember."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponse


def remember(
    answer: HttpResponse,
    name: str,
    value: str,
    *,
    max_age: timedelta | int | None = None,
    expires: datetime | None = None,
    path: str = "/",
) -> None:
    """No script reads it. Lax: who comes here by a link from elsewhere is still known."""
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        expires=expires,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
