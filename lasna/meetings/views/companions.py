"""Another device of somebody in a meeting: one link, one button. Opening changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lasna.errors import UserError
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.meetings import services
from lasna.meetings.access import companion_at, companion_to_join, holds_seat, remember_seat
from lasna.meetings.models import Participant
from lasna.meetings.views.room import room_of_companion


def _speak(request: HttpRequest, companion: Participant) -> None:
    organisation = companion.meeting.organisation
    use_language(request, companion.language, organisation.offered)
    shown_for(request, organisation.pk, named=False)


@require_http_methods(["GET", "POST"])
@by_link
def companion(request: HttpRequest, token: str) -> HttpResponse:
    """The link that the owner's screen shows. By the button this browser joins, and this page is the room."""
    device = companion_at(token)
    _speak(request, device)
    if holds_seat(request.COOKIES, device):
        return room_of_companion(request, device)
    companion_to_join(token)
    if request.method == "GET":
        return render(request, "meetings/door/companion.html", {"token": token})
    try:
        joined = services.join_as_companion(token=token)
    except UserError as error:
        return render(request, "meetings/door/companion.html", {"token": token, "error": error}, status=409)
    return remember_seat(request, redirect("companion", token), joined)
