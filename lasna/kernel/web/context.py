"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from lasna.kernel.web.appearance import appearance_of
from lasna.policy import Action, may_try


def page(request: HttpRequest) -> dict[str, Any]:
    """``person`` and ``organisation`` are None where nobody is signed in."""
    appearance = SimpleLazyObject(lambda: appearance_of(request))
    person = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    return {
        "person": person,
        # Most pages do not show it, and then it is not asked for.
        "organisation": SimpleLazyObject(lambda: person.organisation if person else None),
        "administers": person is not None and may_try(Action.ADMINISTRATION_SEE, person.standings),
        "helps": person is not None and may_try(Action.HELP_SERVE, person.standings),
        "desk_path": f"/live/desk/{person.pk}" if person else "",
        "language": get_language(),
        "appearance": appearance,
        "languages": SimpleLazyObject(lambda: appearance.languages),
        "zone": settings.TIME_ZONE,
        "lock_left": getattr(request, "lock_left", None),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "section": request.path.strip("/").split("/")[0],
        "this_page": request.get_full_path() if request.method == "GET" else "/",
    }
