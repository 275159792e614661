"""The list of pages for those who run the service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.kernel.web.administration import entries_for
from lasna.kernel.web.html import quiet
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import queries, services
from lasna.people.forms import SignInRulesForm
from lasna.policy import Action


@require_GET
@needs(Action.ADMINISTRATION_SEE)
def administration(request: SignedInRequest) -> HttpResponse:
    """What this person may run of the service, as a list."""
    return render(request, "people/administration.html", {"entries": entries_for(request.user)})


@require_http_methods(["GET", "POST"])
@needs(Action.ORGANISATION_CHANGE)
def sign_in_rules(request: SignedInRequest) -> HttpResponse:
    """Second factor and lock for everybody, and who has which factor."""
    organisation = request.user.organisation
    begins = {"second_factor": organisation.second_factor, "lock_after": organisation.lock_after}
    form = SignInRulesForm(request.POST or None, initial=begins)
    if form.is_valid():
        services.change_sign_in_rules(**form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. It holds from everybody's next page on."))
        return redirect("sign_in_rules")
    colleagues = queries.factors_of_colleagues(organisation)
    nothing = quiet(_("none"))
    rows = [_row(each, nothing, own=each.number == request.user.pk) for each in colleagues]
    shown = {"form": form, "rows": rows}
    return render(request, "people/sign_in_rules.html", shown, status=400 if form.is_bound else 200)


def _row(colleague: queries.Colleague, nothing: str, *, own: bool) -> dict[str, object]:
    """The words of ``people/factor_row.html``."""
    factors = [_("authenticator app")] if colleague.has_app else []
    if colleague.passkeys:
        words = ngettext("%(number)s passkey", "%(number)s passkeys", colleague.passkeys)
        factors.append(words % {"number": colleague.passkeys})
    return {
        "name": colleague.name,
        "factors": ", ".join(factors) or nothing,
        "take": _take(colleague) if factors and not own else "",
    }


def _take(colleague: queries.Colleague) -> str:
    return format_html(
        '<button class="button button--secondary" form="take" formaction="{}" aria-label="{}">{}</button>',
        reverse("take_factors", args=[colleague.number]),
        _("Take away the second factor: %(name)s") % {"name": colleague.name},
        _("Take away"),
    )


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def take_factors(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = services.take_factors(person_id=person_id, by=request.user)
    words = _("{name} has no second factor now and has been signed out everywhere.")
    messages.success(request, words.format(name=person.name))
    return redirect("sign_in_rules")
