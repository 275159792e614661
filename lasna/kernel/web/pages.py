"""Pages for when something is not as it should be. They ask the database nothing: it may be what is gone."""

import errno
import sys
from urllib.parse import urlparse

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lasna.errors import UserError


def _page(status: int, title: str, words: str, *, back: str = "/", back_words: str = "") -> HttpResponse:
    text = render_to_string(
        "web/message.html",
        {
            "title": title,
            "words": words,
            "back": back,
            "back_words": back_words or _("Go to the start"),
            "language": get_language(),
        },
    )
    return HttpResponse(text, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One page for what does not exist and for what this person may not see."""
    words = _(
        "The address may be old or mistyped. If you came by a link, open it again from the message you got."
    )
    return _page(404, _("We did not find this page"), words)


def too_many_links(request: HttpRequest, minutes: int) -> HttpResponse:
    """From this place, or from everywhere, come links that nobody was given."""
    words = ngettext(
        "Many wrong links have been opened just now. Open the link in the message you got: the right link "
        "works at once. Or wait %(minutes)d minute. If your meeting begins now, phone your adviser.",
        "Many wrong links have been opened just now. Open the link in the message you got: the right link "
        "works at once. Or wait %(minutes)d minutes. If your meeting begins now, phone your adviser.",
        minutes,
    )
    response = _page(429, _("We did not find this page"), words % {"minutes": minutes})
    response["Retry-After"] = str(minutes * 60)
    return response


def not_allowed(request: HttpRequest, allow: str) -> HttpResponse:
    response = _page(
        405, _("This page cannot be opened this way"), _("Go back and press the button on the page.")
    )
    response["Allow"] = allow
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(400, _("The browser sent something we do not understand"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403, _("This is not open to you"), _("Go back, or sign in again."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof of origin was missing or old: often a page left open over night, or no cookies."""
    words = _(
        "The page was open for a long time, or the browser blocks cookies. Open it again and try once more."
    )
    return _page(
        403, _("We could not take this"), words, back=came_from(request), back_words=_("Open the page again")
    )


def refused(request: HttpRequest, error: UserError) -> HttpResponse:
    """What a person can mend, with the words of whoever refused. A fragment's place is the page's notice."""
    words = str(error.message)
    if request.headers.get("HX-Request") == "true":
        text = render_to_string("web/notice.html", {"words": words})
        return HttpResponse(text, status=409, headers={"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"})
    response = _page(409, _("This did not work"), words, back=came_from(request), back_words=_("Back"))
    response["Lasna-Code"] = error.code
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """The database does not answer, or could not write down who looked; or the disk is full."""
    words = _(
        "We cannot show or save anything right now. Meetings that are under way go on. Try again in a moment."
    )
    response = _page(
        503, _("The service is busy"), words, back=request.get_full_path(), back_words=_("Try again")
    )
    response["Retry-After"] = "10"
    return response


def disk_is_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exception()
    if isinstance(error, DatabaseError) or disk_is_full(error):
        return busy(request)
    words = _("The fault is ours and has been written down. Go back and try again.")
    return _page(500, _("Something went wrong"), words)


def came_from(request: HttpRequest) -> str:
    """The page on this service that the visitor came from, else the start."""
    came = urlparse(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not came.path.startswith("/") or came.path.startswith("//"):
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path
