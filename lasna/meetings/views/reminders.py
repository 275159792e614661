"""When the organisation's clients are reminded of meetings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.forms.reminders import RemindersForm
from lasna.meetings.queries.messages import reminder_letter, sample_told
from lasna.policy import Action


@needs(Action.ORGANISATION_CHANGE)
def reminders(request: SignedInRequest) -> HttpResponse:
    """What is chosen, and a reminder as a client gets it."""
    organisation = request.user.organisation
    # None chosen is an answer too.
    said = request.POST if request.method == "POST" else None
    form = RemindersForm(said, organisation=organisation)
    if form.is_valid():
        services.say_reminders(by=request.user, names=form.names(), a_day=form.cleaned_data["a_day"])
        messages.success(request, _("Saved."))
        return redirect("reminders")
    sample = reminder_letter(sample_told(organisation, request.user), "sms").as_sms()
    return render(request, "meetings/reminders.html", {"form": form, "sample": sample})
