"""The link that a new member of staff gets by mail: a password of their own, and in."""

from allauth.account.signals import user_logged_in as came_in
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lasna.errors import NotHere
from lasna.kernel.web.rights import by_link
from lasna.people.access import link_for
from lasna.people.models import INVITATION
from lasna.people.models.sessions import WAY
from lasna.people.services import accept_invitation, single_sign_on


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing. Unknown, used, replaced and old links share one page."""
    try:
        person = link_for(kind=INVITATION, token=token).person
        single_sign_on.refuse_other_ways(person)
        form = SetPasswordForm(person, request.POST or None)
        if not form.is_valid():
            shown = {"form": form, "invited": person}
            return render(request, "people/accept.html", shown, status=400 if form.is_bound else 200)
        person = accept_invitation(token=token, password=form.cleaned_data["new_password1"])
    except NotHere:
        return render(request, "people/link_dead.html", status=404)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[WAY] = "password"
    answer = redirect("today")
    came_in.send(sender=type(person), request=request, response=answer, user=person)
    return answer
