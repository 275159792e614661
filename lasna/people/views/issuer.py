"""The page where an administrator says at which issuer the organisation signs in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lasna.errors import NotHere, UserError
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people.forms.issuer import IssuerForm
from lasna.people.models import Issuer, Office
from lasna.people.queries import issuers
from lasna.people.services import single_sign_on
from lasna.people.views.single_sign_on import ISSUER
from lasna.policy import Action


@require_http_methods(["GET", "POST"])
@needs(Action.ORGANISATION_CHANGE)
def single_sign_on_page(request: SignedInRequest) -> HttpResponse:
    """Drafted, tried, switched on; what the issuer has to be given stands beside it."""
    organisation = request.user.organisation
    issuer = issuers.issuer_of(organisation)
    offices = list(Office.objects.filter(organisation=organisation, closed_at=None).order_by("name", "pk"))
    form = IssuerForm(request.POST or None, issuer=issuer, offices=offices)
    if form.is_valid():
        try:
            single_sign_on.save_issuer(wish=form.wish(), by=request.user)
        except UserError as error:
            form.add_error("domains" if error.code == "issuer.strange_domain" else "url", str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("single_sign_on")
    shown = {"form": form, "issuer": issuer} | (_addresses(request, issuer) if issuer else {})
    return render(request, "people/single_sign_on.html", shown, status=400 if form.is_bound else 200)


def _addresses(request: SignedInRequest, issuer: Issuer) -> dict[str, Any]:
    slug = request.user.organisation.slug
    own = request.build_absolute_uri(reverse("sso_at", args=[slug])) if issuer.is_on and slug else ""
    return {
        "own_address": own,
        "addresses": [
            ("redirect", _("Redirect URI"), issuers.redirect_uri(issuer)),
            ("left", _("Address after signing out (post-logout redirect URI)"), issuers.after_sign_out()),
            ("logout", _("Back-channel logout URI"), issuers.logout_uri(issuer)),
        ],
    }


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def try_issuer(request: SignedInRequest) -> HttpResponse:
    """Ask the issuer who it is, and tell what is wrong."""
    issuer = issuers.issuer_of(request.user.organisation)
    if issuer is None:
        raise NotHere("issuer")
    try:
        single_sign_on.look_at(issuer.url)
    except UserError as error:
        messages.warning(request, str(error.message))
    else:
        words = _(
            "The issuer answers, and its keys can be used. Whether it accepts you shows when you sign in."
        )
        messages.success(request, words)
    return redirect("single_sign_on")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def switch_issuer(request: SignedInRequest) -> HttpResponse:
    """On, off; the only way in, or one of two."""
    to, by = request.POST.get("to", ""), request.user
    if to == "on":
        single_sign_on.switch_on(by=by)
        words = _("Switched on. Sign out and try it, before you tell the others.")
    elif to == "off":
        single_sign_on.switch_off(by=by)
        words = _("Switched off. People sign in with a password.")
    elif to in {"only", "both"}:
        came = issuers.issuer_of(by.organisation)
        came_by_it = came is not None and request.session.get(ISSUER) == came.key
        single_sign_on.set_only_way(on=to == "only", by=by, came_by_it=came_by_it)
        words = _("Saved.")
    else:
        raise NotHere("switch")
    messages.success(request, words)
    return redirect("single_sign_on")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def forget_identity(request: SignedInRequest) -> HttpResponse:
    """Somebody's account at the issuer is a new one."""
    person = single_sign_on.forget_identity(email=request.POST.get("email", ""), by=request.user)
    words = _("{name} can sign in with a new account now.").format(name=person.name)
    messages.success(request, words)
    return redirect("single_sign_on")
