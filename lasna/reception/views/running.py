"""Setting a reception up: its name, its ways, its hours, and the link for the web page and for paper."""

import segno
from django.conf import settings as conf
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.errors import UserError
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.queries.types import types_offered
from lasna.people.models import Office
from lasna.policy import Action
from lasna.reception import services
from lasna.reception.access import office_run_by, offices_run_by
from lasna.reception.forms import DayForm, HoursForm, ReceptionForm
from lasna.reception.models import Reception
from lasna.reception.queries.running import days_to_come, week_of

FIELD_OF = {
    "reception.no_way": "ways",
    "reception.way_not_allowed": "type",
    "reception.nowhere": "where",
    "hours.order": "ends",
    "hours.no_day": "weekdays",
    "day.order": "last",
    "day.past": "first",
    "day.times": "starts",
}


@require_GET
@needs(Action.RECEPTION_RUN)
def offices(request: SignedInRequest) -> HttpResponse:
    found = offices_run_by(request.user).select_related("reception")
    return render(request, "reception/running/offices.html", {"offices": found})


def _reception(office: Office) -> Reception | None:
    return Reception.objects.select_related("office", "type").filter(office=office).first()


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.RECEPTION_RUN)
def settings(request: SignedInRequest, office_id: int) -> HttpResponse:
    office = office_run_by(request.user, office_id)
    form = _settings_form(request, office, said=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        try:
            services.set_up(office_id=office_id, by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("reception_settings", office_id)
    return _page(request, office, form=form)


def _settings_form(request: SignedInRequest, office: Office, *, said: bool) -> ReceptionForm:
    types = list(types_offered(office.organisation_id))
    return ReceptionForm(request.POST if said else None, reception=_reception(office), types=types)


def _page(request: SignedInRequest, office: Office, **forms: object) -> HttpResponse:
    found = _reception(office)
    shown = {
        "office": office,
        "reception": found,
        "address": _address(found) if found else "",
        "week": week_of(found) if found else [],
        "days": days_to_come(found) if found else [],
        "form": _settings_form(request, office, said=False),
        "hours_form": HoursForm(),
        "day_form": DayForm(),
    }
    return render(request, "reception/running/settings.html", shown | forms)


def _address(reception: Reception) -> str:
    return f"{conf.LASNA_URL}/reception/{reception.key}"


@require_POST
@needs(Action.RECEPTION_RUN)
def add_hours(request: SignedInRequest, office_id: int) -> HttpResponse:
    office = office_run_by(request.user, office_id)
    form = HoursForm(request.POST)
    if form.is_valid():
        try:
            services.add_hours(office_id=office_id, by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("reception_settings", office_id)
    return _page(request, office, hours_form=form)


@require_POST
@needs(Action.RECEPTION_RUN)
def add_day(request: SignedInRequest, office_id: int) -> HttpResponse:
    office = office_run_by(request.user, office_id)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            services.add_day(office_id=office_id, by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("reception_settings", office_id)
    return _page(request, office, day_form=form)


@require_POST
@needs(Action.RECEPTION_RUN)
def remove_hours(request: SignedInRequest, opening_id: int) -> HttpResponse:
    reception = services.remove_hours(opening_id=opening_id, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("reception_settings", reception.office_id)


@require_POST
@needs(Action.RECEPTION_RUN)
def remove_day(request: SignedInRequest, day_id: int) -> HttpResponse:
    reception = services.remove_day(day_id=day_id, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("reception_settings", reception.office_id)


@require_GET
@needs(Action.RECEPTION_RUN)
def link(request: SignedInRequest, office_id: int) -> HttpResponse:
    """A sheet to print: name, address and a picture that phones read. Before there is one: how to make it."""
    found = _reception(office_run_by(request.user, office_id))
    if found is None:
        return redirect("reception_settings", office_id)
    address = _address(found)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff")
    shown = {
        "reception": found,
        "office": found.office,
        "address": address,
        "picture": picture,
        "week": week_of(found),
    }
    return render(request, "reception/running/link.html", shown)
