"""A forgotten password: a letter, and a new one."""

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lasna.errors import NotHere, UserError
from lasna.kernel.web.rights import by_link, public
from lasna.people.access import link_for
from lasna.people.forms import AskPasswordForm
from lasna.people.services import PASSWORD_RESET, ask_password, reset_password


@require_http_methods(["GET", "POST"])
@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """One answer, whether the address is known or not."""
    form = AskPasswordForm(request.POST or None)
    if form.is_valid():
        address = request.META.get("REMOTE_ADDR", "")
        try:
            ask_password(email=form.cleaned_data["email"], address=address)
        except UserError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return render(request, "people/password_asked.html", {"email": form.cleaned_data["email"]})
    return render(request, "people/forgotten.html", {"form": form}, status=400 if form.is_bound else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing. Unknown, used, replaced and old links share one page."""
    try:
        person = link_for(kind=PASSWORD_RESET, token=token).person
        form = SetPasswordForm(person, request.POST or None)
        if not form.is_valid():
            shown = {"form": form, "email": person.email}
            return render(request, "people/new_password.html", shown, status=400 if form.is_bound else 200)
        reset_password(token=token, password=form.cleaned_data["new_password1"])
    except NotHere:
        return render(request, "people/password_link_dead.html", status=404)
    messages.success(request, _("Your password has been changed. Sign in with it."))
    return redirect("account_login")
