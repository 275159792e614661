"""One's own settings, the language of the pages."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from lasna.errors import NotHere
from lasna.kernel.web import languages
from lasna.kernel.web.cookies import remember
from lasna.kernel.web.rights import SignedInRequest, needs, public
from lasna.people import services
from lasna.people.forms import OwnPasswordForm, OwnSettings
from lasna.people.models import Person
from lasna.people.services import single_sign_on
from lasna.policy import Action


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language and return to the page. Of staff it is kept with the person, else in a cookie."""
    code = languages.known(request.POST.get("language", ""))
    if not code:
        raise NotHere("language")
    back = request.POST.get("next", "/")
    # Not redirect(): it takes a word for the name of a page.
    answer = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    if isinstance(request.user, Person):
        services.speak(person=request.user, language=code)
    remember(answer, languages.COOKIE, code)
    return answer


@require_http_methods(["GET", "POST"])
@needs(Action.OWN_SETTINGS)
def own_settings(request: SignedInRequest) -> HttpResponse:
    form = OwnSettings(request.POST or None, instance=request.user)
    if form.is_valid():
        person = form.save()
        with override(person.language):
            messages.success(request, _("Saved."))
        return redirect("own_settings")
    return render(request, "people/settings.html", {"form": form}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@needs(Action.OWN_SETTINGS)
def change_password(request: SignedInRequest) -> HttpResponse:
    """Other browsers are signed out, this one stays."""
    form = OwnPasswordForm(request.POST or None, request=request)
    if form.is_valid():
        services.change_password(person=request.user, password=form.cleaned_data["new_password1"])
        was = str(request.session.session_key)
        update_session_auth_hash(request, request.user)
        now = str(request.session.session_key)
        single_sign_on.follow_session(was=was, now=now)
        services.end_sessions(person=request.user, but=now)
        messages.success(request, _("Your password has been changed."))
        return redirect("own_settings")
    return render(request, "people/password.html", {"form": form}, status=400 if form.is_bound else 200)
