"""The organisation's offices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lasna.errors import UserError
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import services
from lasna.people.access import office_for
from lasna.people.forms import OfficeForm
from lasna.people.queries.staff import offices_with_numbers
from lasna.policy import Action


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_MANAGE)
def offices(request: SignedInRequest) -> HttpResponse:
    """The list, and one more."""
    form = OfficeForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_office(by=request.user, **form.cleaned_data)
        except UserError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("The office is on the list."))
            return redirect("offices")
    shown = {"form": form, "offices": offices_with_numbers(request.user)}
    return render(request, "people/offices.html", shown, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_MANAGE)
def office(request: SignedInRequest, office_id: int) -> HttpResponse:
    shown = office_for(request.user, office_id)
    form = OfficeForm(request.POST or None, office=shown)
    if form.is_valid():
        try:
            services.change_office(by=request.user, office_id=office_id, **form.cleaned_data)
        except UserError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("offices")
    page = {"form": form, "office": shown}
    return render(request, "people/office.html", page, status=400 if form.is_bound else 200)


@require_POST
@needs(Action.PEOPLE_MANAGE)
def close(request: SignedInRequest, office_id: int) -> HttpResponse:
    services.close_office(by=request.user, office_id=office_id)
    messages.success(request, _("The office is closed. You can open it again."))
    return redirect("office", office_id)


@require_POST
@needs(Action.PEOPLE_MANAGE)
def reopen(request: SignedInRequest, office_id: int) -> HttpResponse:
    services.open_office(by=request.user, office_id=office_id)
    messages.success(request, _("The office is open."))
    return redirect("office", office_id)
