"""The list of pages for those who run the service."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lasna.kernel.web.administration import entries_for
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action


@require_GET
@needs(Action.ADMINISTRATION_SEE)
def administration(request: SignedInRequest) -> HttpResponse:
    """What this person may run of the service, as a list."""
    return render(request, "people/administration.html", {"entries": entries_for(request.user)})
