"""A client says, by the link of an invitation alone, that another way to meet suits them better. As the door
before the code, the page tells the time and the way, never a name or the service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.own import services
from lasna.own.access import client_invited
from lasna.own.queries.shown import said_of, ways_instead_of


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def another_way(request: HttpRequest, token: str) -> HttpResponse:
    participant = client_invited(token)
    meeting, client = participant.meeting, participant.client
    assert client is not None
    if meeting.over or meeting.is_group:
        return redirect("door", token)  # which says what became of it
    use_language(request, client.language, meeting.organisation.offered)
    shown_for(request, meeting.organisation_id, named=False)
    if request.method == "POST":
        services.say_another_way(participant_id=participant.pk, way=request.POST.get("way", ""))
        return redirect("another_way", token)
    shown = {"token": token, "meeting": meeting, "ways": ways_instead_of(meeting), "said": said_of(meeting)}
    return render(request, "own/another_way.html", shown | {"phone": meeting.organisation.phone})
