"""Whether the organisation has quick questions at all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.knocking import services
from lasna.knocking.forms import RuleForm
from lasna.knocking.models import QuickRule
from lasna.meetings.queries.types import types_offered
from lasna.policy import Action


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.ORGANISATION_CHANGE)
def quick_rule(request: SignedInRequest) -> HttpResponse:
    rule = QuickRule.objects.filter(organisation=request.user.organisation_id).first()
    said = request.POST if request.method == "POST" else None
    form = RuleForm(said, rule=rule, types=list(types_offered(request.user.organisation_id)))
    if form.is_valid():
        services.say_rule(by=request.user, on=form.cleaned_data["on"] == "yes", type_id=form.type_id())
        messages.success(request, _("Saved."))
        return redirect("quick_rule")
    return render(request, "knocking/rule.html", {"form": form})
