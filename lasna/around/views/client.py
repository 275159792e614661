"""A client's task: by the link of the message, and on their own page. Opening a link changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lasna.around import services
from lasna.around.access import KEPT, TASK_COOKIE, holds_task, invitation_with_task, task_key
from lasna.around.queries.asked import task_of_place, tasks_shown_to
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.cookies import remember
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.meetings.models import Invitation
from lasna.meetings.queries.doors import facts_of_code
from lasna.own.access import link_behind_code

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
@by_link
def door_task(request: HttpRequest, token: str) -> HttpResponse:
    """Before the code the time alone; behind it what is to be done."""
    invitation = invitation_with_task(token)
    place = invitation.participant
    if place.meeting.over:
        return redirect("door", token)  # which says what became of it
    passed = holds_task(request.COOKIES, invitation)
    use_language(request, place.addressee.language, place.meeting.organisation.offered)
    shown_for(request, place.meeting.organisation_id, named=passed)
    said = request.POST.get("do", "") if request.method == "POST" else None
    if not passed:
        return _at_door(request, token, invitation, said)
    if said is not None:
        _do(said, place.pk)
        return redirect("door_task", token)
    shown = {"token": token, "tasks": [task_of_place(place)], "phone": place.meeting.organisation.phone}
    return render(request, "around/task.html", shown)


def _do(said: str, participant_id: int, client_id: int | None = None) -> None:
    """``open``, ``done`` or ``not_done``."""
    if said == "open":
        services.see_task(participant_id=participant_id, client_id=client_id)
    elif said in ("done", "not_done"):
        services.mark_done(participant_id=participant_id, client_id=client_id, done=said == "done")
    else:
        raise NotHere("task")


def _at_door(request: HttpRequest, token: str, invitation: Invitation, said: str | None) -> HttpResponse:
    """``said``: ``code`` sends one, ``open`` comes with it, or without where none is needed."""
    if said is None:
        return _door(request, token, invitation, typing="code" in request.GET)
    try:
        if said == "code" and invitation.needs_code:
            services.ask_task_code(invitation_id=invitation.pk)
            return redirect(f"{request.path}?code")
        if said != "open":
            raise NotHere("task")
        services.open_task(
            invitation_id=invitation.pk,
            code=request.POST.get("code", "")[:60],
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except UserError as error:
        typing = said == "open" or error.code == "door.no_more_codes"
        return _door(request, token, invitation, typing=typing, error=error)
    return _remembering(redirect("door_task", token), invitation)


def _door(
    request: HttpRequest,
    token: str,
    invitation: Invitation,
    *,
    typing: bool,
    error: UserError | None = None,
) -> HttpResponse:
    meeting = invitation.participant.meeting
    shown = {
        "token": token,
        "meeting": meeting,
        "needs_code": invitation.needs_code,
        "typing": typing and invitation.needs_code,
        "error": error,
        "phone": meeting.organisation.phone,
        "code": facts_of_code("code", invitation.pk) if typing else None,
    }
    return render(request, "around/door.html", shown, status=409 if error else 200)


def _remembering(answer: HttpResponse, invitation: Invitation) -> HttpResponse:
    remember(answer, TASK_COOKIE.format(invitation.pk), task_key(invitation), max_age=KEPT)
    return answer


@require_http_methods(BOTH)
@by_link
def own_task(request: HttpRequest, token: str) -> HttpResponse:
    """On the client's own page, behind its code."""
    link = link_behind_code(request, token)
    if link is None:
        return redirect("own_page", token)
    client = link.client
    use_language(request, client.language, client.organisation.offered)
    shown_for(request, client.organisation_id)
    tasks = tasks_shown_to(client.pk, clock.now())
    if request.method == "POST":
        asked = next((task for task in tasks if str(task.participant_id) == request.POST.get("task")), None)
        if asked is None:
            raise NotHere("task")
        _do(request.POST.get("do", ""), asked.participant_id, client.pk)
        return redirect("own_task", token)
    shown = {"token": token, "tasks": tasks, "phone": client.organisation.phone, "on_own_page": True}
    return render(request, "around/task.html", shown)
