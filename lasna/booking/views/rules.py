"""How late and how far ahead the organisation's clients choose their times."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lasna.booking import services
from lasna.booking.forms import RulesForm
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action


@needs(Action.ORGANISATION_CHANGE)
def booking_rules(request: SignedInRequest) -> HttpResponse:
    organisation = request.user.organisation
    now = {"notice": organisation.booking_notice, "weeks": organisation.booking_weeks}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        services.say_rules(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("booking_rules")
    return render(request, "booking/rules.html", {"form": form})
