"""Which language a page speaks: the person's, the visitor's choice, the client's, the browser's."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = "lasna_language"
CODES = tuple(code for code, _name in settings.LANGUAGES)
NAMES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
"""Each language by its own name: whoever needs it can read it."""


def known(code: str) -> str:
    """``code`` if the service speaks it, else empty."""
    return code if code in CODES else ""


def chosen(request: HttpRequest) -> str:
    """What the visitor chose in the footer; may be empty."""
    return known(request.COOKIES.get(COOKIE, ""))


def of_browser(request: HttpRequest) -> str:
    """The first language of Accept-Language that the service speaks, else the installation's."""
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if known(tag.split("-")[0]):
            return tag.split("-")[0]
    return settings.LANGUAGE_CODE


def use_language(request: HttpRequest, language: str, offered: Sequence[str] = CODES) -> None:
    """For a page by link: the client's language, unless the visitor chose another on this device.

    Of ``offered`` alone; the first of them where none fits.
    """
    wanted = (chosen(request), known(language), of_browser(request))
    translation.activate(next((code for code in wanted if code in offered), offered[0]))
