"""What each office has agreed on: read where a meeting is planned, written here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.forms.choosing import PracticeForm
from lasna.meetings.models import Practice
from lasna.organisation.access import rules_office_for, rules_offices_of
from lasna.policy import Action


@require_GET
@needs(Action.RULES_OF_OFFICE)
def practices(request: SignedInRequest) -> HttpResponse:
    """Each office with what it has agreed on."""
    offices = rules_offices_of(request.user).filter(closed_at=None).select_related("practice__by")
    return render(request, "meetings/practices/list.html", {"offices": offices.order_by("name", "pk")})


@require_http_methods(["GET", "POST"])
@needs(Action.RULES_OF_OFFICE)
def practice(request: SignedInRequest, office_id: int) -> HttpResponse:
    office = rules_office_for(request.user, office_id)
    said = Practice.objects.filter(office=office).first()
    typed = request.POST if request.method == "POST" else None
    form = PracticeForm(typed, initial={"text": said.text if said else ""})
    if form.is_valid():
        services.say_practice(office_id=office.pk, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("practices")
    shown = {"form": form, "office": office}
    return render(request, "meetings/practices/write.html", shown, status=400 if form.is_bound else 200)
