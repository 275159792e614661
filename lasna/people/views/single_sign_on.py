"""Signing in at the organisation's own issuer, and out again."""

import secrets
from typing import Any
from urllib.parse import quote

from allauth.account.views import LogoutView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.kernel.keys import InvalidToken, opened, sealed
from lasna.kernel.oidc import Trouble
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.cookies import remember
from lasna.kernel.web.rights import public
from lasna.people import access, services
from lasna.people.models import Issuer
from lasna.people.queries import issuers
from lasna.people.services import single_sign_on

COOKIE = "lasna_departure"
COOKIE_FOR = 15 * 60  # seconds
WAY, ID_TOKEN, ISSUER, LEAVE = "signed_in_by", "issuer_id_token", "issuer_key", "leave_url"


def _next(request: HttpRequest) -> str:
    """The page asked for, if it is ours."""
    wanted = request.GET.get("next", "")
    ours = wanted.isprintable() and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else ""


def _begin(issuer: Issuer, leads_to: str) -> str:
    address = reverse("sso_begin", args=[issuer.key])
    return f"{address}?next={quote(leads_to)}" if leads_to else address


@require_http_methods(["GET", "POST"])
@public
def choose(request: HttpRequest) -> HttpResponse:
    """Which organisation, by the domain of an e-mail address. Who exists is not told."""
    leads_to = _next(request)
    shown: dict[str, Any] = {"next": leads_to}
    if request.method == "GET":
        return render(request, "people/sso_choose.html", shown)
    email = request.POST.get("email", "")
    issuer = issuers.issuer_for_email(email)
    if issuer is None:
        return render(
            request, "people/sso_choose.html", shown | {"email": email, "unknown": True}, status=400
        )
    # A page that moves on, not a redirect: the browser lets a form lead to this service alone (form-action).
    return render(request, "people/sso_go.html", {"way": _begin(issuer, leads_to)})


@require_GET
@public
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation's own address for signing in."""
    issuer = access.issuer_by_slug(slug)
    shown_for(request, issuer.organisation_id)
    return render(request, "people/sso_at.html", {"way": _begin(issuer, _next(request))})


@require_GET
@public
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """To the issuer. A link, not a form: issuers send people on to further hosts."""
    issuer = access.issuer_by_key(key)
    browser = request.COOKIES.get(COOKIE, "")
    if len(browser) != 43:
        browser = secrets.token_urlsafe(32)
    answer = HttpResponseRedirect(
        single_sign_on.depart(
            issuer=issuer,
            browser=browser,
            leads_to=_next(request) or settings.LOGIN_REDIRECT_URL,
            anew=request.user.is_authenticated,
        )
    )
    # Lax: the issuer's page leads back here, which is another site.
    remember(answer, COOKIE, browser, max_age=COOKIE_FOR, path="/sign-in/organisation")
    return answer


@require_GET
@public
def back(request: HttpRequest, key: str) -> HttpResponse:
    """From the issuer. The state in the address works once, in the browser that left, within minutes."""
    issuer = access.issuer_by_key(key)
    given = {name: request.GET.get(name, "") for name in ("state", "code", "iss", "error")}
    arrival = single_sign_on.arrive(
        issuer=issuer, browser=request.COOKIES.get(COOKIE, ""), answer=single_sign_on.Answer(**given)
    )
    login(request, arrival.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[WAY] = "oidc"
    request.session[ISSUER] = issuer.key
    request.session[ID_TOKEN] = sealed(arrival.id_token)
    if request.session.session_key is None:  # somebody else was signed in here: theirs is gone
        request.session.create()
    services.unlock(request.session)  # its own person may have come back to it
    single_sign_on.remember_session(
        identity=arrival.identity, session_key=request.session.session_key or "", sid=arrival.sid
    )
    if arrival.stays_administrator:
        words = _(
            "Your organisation's sign-in gives you another role. You stay an administrator, because there is "
            "no other."
        )
        messages.warning(request, words)
    return HttpResponseRedirect(arrival.leads_to)


class SignOut(LogoutView):  # type: ignore[misc]  # allauth ships no types
    """Here first; then, for who came by their organisation's issuer, there."""

    template_name = "people/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        away = _leave_url(self.request)
        response: HttpResponse = super().post(*args, **kwargs)
        if not away:
            return response
        self.request.session[LEAVE] = away  # of the new session, which is nobody's
        return redirect("sso_left")


sign_out = public(SignOut.as_view())


def _leave_url(request: HttpRequest) -> str:
    box, key = request.session.get(ID_TOKEN, ""), request.session.get(ISSUER, "")
    issuer = Issuer.objects.filter(key=key).first() if box else None
    if issuer is None:
        return ""
    try:
        return single_sign_on.leave_url(issuer=issuer, id_token=opened(box))
    except InvalidToken:  # sealed with a key that is gone
        return ""


@require_GET
@public
def left(request: HttpRequest) -> HttpResponse:
    """Signed out here; at the issuer too, after this page, or before it."""
    away = request.session.pop(LEAVE, "") if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    return render(request, "people/sso_left.html", {"way": away})


@csrf_exempt  # the issuer's server speaks, not a browser; what it says is signed
@require_POST
@public
def logout_by_issuer(request: HttpRequest, key: str) -> HttpResponse:
    """OpenID Connect Back-Channel Logout: 200, or 400 when it is not the issuer's word."""
    issuer = access.issuer_by_key(key)
    try:
        single_sign_on.end_by_issuer(issuer=issuer, logout_token=request.POST.get("logout_token", ""))
    except Trouble as trouble:
        return HttpResponse(f'{{"error": "{trouble.code}"}}', "application/json", status=400)
    return HttpResponse(status=200)
