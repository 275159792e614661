"""The page of those who help with the technology."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.guidance import services
from lasna.guidance.access import offices_helped
from lasna.guidance.queries.helping import open_requests, settled_requests
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action


@require_safe
@needs(Action.HELP_SERVE)
def help_requests(request: SignedInRequest) -> HttpResponse:
    """Who asks for help now, and what was helped with today. The desk asks for it anew."""
    offices = offices_helped(request.user)
    shown = {"requests": open_requests(request.user, offices), "settled": settled_requests(offices)}
    return render(request, "guidance/help.html", shown)


@require_POST
@needs(Action.HELP_SERVE)
def take_help(request: SignedInRequest, request_id: int) -> HttpResponse:
    services.take_request(request_id=request_id, by=request.user)
    return redirect("help_requests")


@require_POST
@needs(Action.HELP_SERVE)
def put_help_back(request: SignedInRequest, request_id: int) -> HttpResponse:
    services.put_request_back(request_id=request_id, by=request.user)
    messages.success(request, _("Somebody else can help now. The request rings again."))
    return redirect("help_requests")


@require_POST
@needs(Action.HELP_SERVE)
def say_help(request: SignedInRequest, request_id: int) -> HttpResponse:
    services.say_to_helped(request_id=request_id, by=request.user, words=request.POST.get("words", ""))
    messages.success(request, _("It can be read on their page now."))
    return redirect("help_requests")


@require_POST
@needs(Action.HELP_SERVE)
def settle_help(request: SignedInRequest, request_id: int) -> HttpResponse:
    solved = request.POST.get("solved") == "yes"
    services.settle_request(request_id=request_id, by=request.user, solved=solved)
    return redirect("help_requests")
