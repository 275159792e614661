"""The adviser with a meeting's task and thanks: one press each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lasna.around import services
from lasna.kernel.numbers import number_in
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action


@require_POST
@needs(Action.MEETING_CHANGE)
def task(request: SignedInRequest, meeting_id: int, participant_id: int) -> HttpResponse:
    """``take``: the number of a task; else ``do`` says ``leave_out``, or it is sent."""
    said, task_id = request.POST.get("do", ""), number_in(request.POST.get("take", ""))
    if task_id is not None:
        services.take_task(
            meeting_id=meeting_id, participant_id=participant_id, by=request.user, task_id=task_id
        )
        words = _("The task was chosen. It is sent before the meeting.")
    elif said == "leave_out":
        services.leave_task_out(meeting_id=meeting_id, participant_id=participant_id, by=request.user)
        words = _("No task is sent before this meeting.")
    else:
        services.send_task(meeting_id=meeting_id, participant_id=participant_id, by=request.user)
        words = _("The task is on its way.")
    messages.success(request, words)
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_OUTCOME)
def thanks(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    services.send_thanks(meeting_id=meeting_id, by=request.user)
    messages.success(request, _("The thanks are on their way."))
    return redirect("meeting", meeting_id)
