"""What every answer goes through: headers, language, and refusals in words."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from lasna.errors import NotHere, UserError
from lasna.kernel import logs, metrics
from lasna.kernel.web import guesses, languages, pages
from lasna.kernel.web.rights import LINK

Answer = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)

_PERMISSIONS = (
    "camera=(self), microphone=(self), autoplay=(self), screen-wake-lock=(self), display-capture=(self), "
    "geolocation=(), payment=(), usb=(), serial=(), midi=(), browsing-topics=()"
)
_FILES = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of static files, which are no pages: opened by themselves they load, run and send nothing."""
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" with a form, which the CSRF check must refuse.
    # same-origin tells other hosts nothing either, so that no token leaves in an address.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def policy(nonce: str, *, wasm: bool = False) -> str:
    """The Content-Security-Policy of a page with scripts that carry ``nonce``; ``wasm``: with WebAssembly."""
    runs = " 'wasm-unsafe-eval'" if wasm else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'{runs}",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def _is_static_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    return response.status_code in (200, 304) and request.path.startswith(settings.STATIC_URL)


def _is_link_page(request: HttpRequest) -> bool:
    """Client pages: an opener policy would cost them a new process of the browser (decision 16)."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "lasna_right", "") == LINK


class Numbered:
    """Each request has an id, in its answer and in every line logged on its way."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = logs.begin_request()
        response = self.get_response(request)
        response["X-Request-Id"] = number
        return response


class Measured:
    """How long the answer took, by the view's name: never by the address, which may be a key."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        measured = metrics.REQUESTS.labels(view=view, status=f"{response.status_code // 100}xx")
        measured.observe(time.perf_counter() - began)
        return response


class SecureHeaders:
    """Before all that answers: its headers are on every answer, static files and crashes included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        if _is_static_file(request, response):
            response["Content-Security-Policy"] = _FILES
        else:
            response["Content-Security-Policy"] = policy(nonce, wasm=getattr(request, "runs_wasm", False))
            response["Permissions-Policy"] = _PERMISSIONS
        for name, value in _FIXED.items():
            response[name] = value
        if not _is_link_page(request):
            response["Cross-Origin-Opener-Policy"] = "same-origin"
        # Not for a trial's own certificate: a browser would refuse this very name without it for a year.
        if settings.LASNA_URL.startswith("https://") and not settings.LASNA_TRIAL_TLS:
            response["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        # Everything is personal unless the one who answers says otherwise (static files do).
        response.setdefault("Cache-Control", "no-store")
        return response


class Language:
    """The cookie's or the browser's language at first, the person's as soon as the person is known."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        translation.activate(languages.chosen(request) or languages.of_browser(request))
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if signed_in and getattr(view, "lasna_right", LINK) != LINK and request.user.is_authenticated:
            translation.activate(languages.known(request.user.language) or settings.LANGUAGE_CODE)


class Refusals:
    """What a view refuses becomes a page in the person's language that says what to do next."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            return pages.not_allowed(request, response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotHere):
            return guesses.unknown_link(request) if guesses.is_link(request) else pages.not_found(request)
        if isinstance(error, UserError):
            return pages.refused(request, error)
        if isinstance(error, DatabaseError):
            metrics.DATABASE_ERRORS.inc()
            log.error("The database did not answer: %s", type(error).__name__, exc_info=error)
            return pages.busy(request)
        return None
