"""An adviser's own calendars: the page of their settings, and what their calendar program reads."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from lasna.calendars import services
from lasna.calendars.access import feed_at
from lasna.calendars.forms import OwnCalendarForm
from lasna.calendars.models import CalendarFeed
from lasna.calendars.queries.feeds import address_of, feed_of, is_shown, meetings_for
from lasna.calendars.queries.own import own_of
from lasna.kernel.web.rights import SignedInRequest, by_link, needs
from lasna.policy import Action


@require_safe
@needs(Action.CALENDARS_OWN)
def calendars(request: SignedInRequest) -> HttpResponse:
    return _page(request, OwnCalendarForm())


def _page(request: SignedInRequest, form: OwnCalendarForm) -> HttpResponse:
    feed = feed_of(request.user)
    context = {"feed": feed, "own": own_of(request.user), "form": form}
    return render(request, "calendars/calendars.html", {**context, **_shown(feed)})


def _shown(feed: CalendarFeed | None) -> dict[str, str]:
    """The address, while it is new: to copy, and as a picture for a telephone."""
    if feed is None or not is_shown(feed):
        return {}
    address = address_of(feed)
    to_subscribe = "webcal://" + address.partition("://")[2]
    picture = segno.make(to_subscribe, error="m", micro=False)
    return {
        "address": address,
        "picture": picture.svg_data_uri(border=4, dark="#000", light="#fff"),
    }


@require_POST
@needs(Action.CALENDARS_OWN)
def make_feed(request: SignedInRequest) -> HttpResponse:
    services.make_feed(by=request.user)
    messages.success(request, _("The address is made. Copy it now: it is shown for ten minutes."))
    return redirect("calendars")


@require_POST
@needs(Action.CALENDARS_OWN)
def end_feed(request: SignedInRequest) -> HttpResponse:
    services.end_feed(by=request.user)
    messages.success(request, _("The address does not work any more."))
    return redirect("calendars")


@require_POST
@needs(Action.CALENDARS_OWN)
def name_calendar(request: SignedInRequest) -> HttpResponse:
    form = OwnCalendarForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    services.name_calendar(by=request.user, address=form.cleaned_data["address"])
    messages.success(request, _("Saved."))
    return redirect("calendars")


@require_POST
@needs(Action.CALENDARS_OWN)
def read_calendar(request: SignedInRequest) -> HttpResponse:
    services.read_soon(by=request.user)
    return redirect("calendars")


@require_POST
@needs(Action.CALENDARS_OWN)
def forget_calendar(request: SignedInRequest) -> HttpResponse:
    services.forget_calendar(by=request.user)
    messages.success(request, _("The calendar is not read any more. Its busy times are gone."))
    return redirect("calendars")


@require_safe
@by_link
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For a program, which asks again and again: what it has already is not sent twice."""
    person = feed_at(token).person
    with override(person.language):
        found = meetings_for(person)
        unchanged = get_conditional_response(request, etag=found.etag)
        answer = unchanged or HttpResponse(found.file(), content_type="text/calendar; charset=utf-8")
    answer["ETag"] = found.etag
    # No cache on the way may keep it; the program itself may, and asks each time whether it is still so.
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer
