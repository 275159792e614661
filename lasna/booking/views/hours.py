"""An adviser's own opening hours, and the days that are different."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lasna.booking import services
from lasna.booking.forms import ExceptionForm, HoursForm
from lasna.booking.queries.hours import coming_exceptions, week_of
from lasna.calendars.queries.own import own_of
from lasna.errors import UserError
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.queries.types import types_offered
from lasna.people.access import offices_of
from lasna.people.models import Office
from lasna.policy import Action

FIELD_OF = {
    "hours.order": "ends",
    "hours.no_day": "weekdays",
    "exception.order": "last",
    "exception.past": "first",
    "exception.times": "starts",
}


def _hours_form(request: SignedInRequest, *, said: bool) -> HoursForm:
    types = list(types_offered(request.user.organisation_id))
    return HoursForm(request.POST if said else None, offices=_offices(request), types=types)


def _offices(request: SignedInRequest) -> list[Office]:
    return list(offices_of(request.user).filter(closed_at=None).order_by("name", "pk"))


@needs(Action.HOURS_OWN)
def hours(request: SignedInRequest) -> HttpResponse:
    """The week as it is, and a form for more."""
    form = _hours_form(request, said=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        try:
            services.add_hours(by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("hours")
    return _page(request, form, ExceptionForm(offices=_offices(request)))


@require_POST
@needs(Action.HOURS_OWN)
def add_exception(request: SignedInRequest) -> HttpResponse:
    form = ExceptionForm(request.POST, offices=_offices(request))
    if form.is_valid():
        try:
            services.add_exception(by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("hours")
    return _page(request, _hours_form(request, said=False), form)


def _page(request: SignedInRequest, form: HoursForm, exception: ExceptionForm) -> HttpResponse:
    shown = {
        "form": form,
        "exception_form": exception,
        "week": week_of(request.user),
        "exceptions": coming_exceptions(request.user),
        "own": own_of(request.user),
    }
    return render(request, "booking/hours.html", shown)


@require_POST
@needs(Action.HOURS_OWN)
def remove_hours(request: SignedInRequest, hours_id: int) -> HttpResponse:
    services.remove_hours(by=request.user, hours_id=hours_id)
    messages.success(request, _("Removed. What was agreed on stays."))
    return redirect("hours")


@require_POST
@needs(Action.HOURS_OWN)
def remove_exception(request: SignedInRequest, exception_id: int) -> HttpResponse:
    services.remove_exception(by=request.user, exception_id=exception_id)
    messages.success(request, _("Removed."))
    return redirect("hours")
