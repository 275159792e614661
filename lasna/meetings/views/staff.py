"""One meeting for staff: how it stands, and what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.models import EVERY_WAY
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import id_in
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_for, standing_in
from lasna.meetings.forms import VouchForm
from lasna.meetings.models import Meeting
from lasna.meetings.queries.cards import card_for
from lasna.meetings.queries.encounter import MeetingPage, after_of, encounter_of, page_parts_of
from lasna.meetings.queries.groups import group_of
from lasna.meetings.queries.offers import may_be_by_video, offering_in, said_of
from lasna.meetings.queries.today import Row
from lasna.meetings.states import may_be_taken_over, unanswered
from lasna.policy import Action, may


def _whose(request: SignedInRequest) -> int | None:
    """The partner that a form is about; none: the client."""
    said = request.POST.get("participant")
    return None if said is None else id_in(said, "participant")


@require_safe
@needs(Action.MEETING_SEE)
def meeting(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    return _page(request, meeting_id)


def _page(request: SignedInRequest, meeting_id: int, **more: object) -> HttpResponse:
    shown = meeting_for(request.user, meeting_id, Action.MEETING_SEE)
    looked("meeting.looked", "meeting", [shown.pk])
    if shown.is_group:
        group = group_of(shown)
        looked("client.looked", "client", [place.client_id for place in group.places if place.client_id])
        facts = {"group": group} | _alike(request, group)
        return render(request, "meetings/groups/group.html", facts | more)
    looked("client.looked", "client", shown.named_clients)
    encounter = encounter_of(shown)
    facts = {
        "encounter": encounter,
        "parts": page_parts_of(encounter),
        "vouch_form": VouchForm(),
        "card": None if shown.over else card_for(request.user),
    }
    facts |= _alike(request, encounter) | _offering(shown)
    return render(request, "meetings/staff/meeting.html", facts | more)


def _alike(request: SignedInRequest, page: MeetingPage) -> dict[str, object]:
    """What the page of one client's meeting and that of a group say."""
    meeting = page.meeting
    after = after_of(meeting)
    for part in after:
        looked(f"{part.looked_at[0]}.looked", part.looked_at[0], [part.looked_at[1]])
    row, standing = Row(meeting, None, page.at), standing_in(meeting, request.user)
    near = row.can_open or (row.near and bool(page.partners))
    waiting = [guest.name for guest in page.guests if unanswered(meeting, page.host, guest, page.at)]
    return {
        "page": page,
        "meeting": meeting,
        "after": after,
        "can_open": near and may(Action.MEETING_JOIN, standing),
        "can_join": row.near and any(each.person_id == request.user.pk for each in page.partners),
        "can_take_over": may(Action.MEETING_TAKE_OVER, standing)
        and may_be_taken_over(meeting, page.host, page.guests, page.at),
        "not_come": ", ".join(waiting),
        "is_host": may(Action.MEETING_VOUCH, standing),
        "outcomes": Meeting.Outcome,
    }


def _offering(meeting: Meeting) -> dict[str, object]:
    """What was said to video; nothing where this kind of meeting is never by video."""
    if not may_be_by_video(meeting.type):
        return {}
    offering = offering_in(meeting)
    return {
        "asked": offering.asked,
        "offer": offering.said,
        "offer_words": said_of(offering.said) if offering.said else "",
    }


@require_POST
@needs(Action.MEETING_OUTCOME)
def outcome(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """What became of it, in one tap."""
    said = request.POST.get("outcome", "")
    settled = services.settle_outcome(meeting_id=meeting_id, by=request.user, outcome=said)
    words = _("Written down: {outcome}.").format(outcome=settled.get_outcome_display())
    messages.success(request, words)
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_CALL_ATTEMPT)
def call(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """I phoned: answered or not."""
    answered = request.POST.get("answered") == "yes"
    services.record_call_attempt(meeting_id=meeting_id, by=request.user, answered=answered)
    messages.success(request, _("The call is written down."))
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_CHANGE)
def link(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Send the link (again)."""
    way = request.POST.get("way", "")
    if way not in EVERY_WAY:
        raise NotHere("way")
    services.send_link(meeting_id=meeting_id, by=request.user, channel=way, participant_id=_whose(request))
    by_post = way == "post"
    messages.success(
        request, _("The letter waits to be printed.") if by_post else _("The link is on its way.")
    )
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_VOUCH)
def vouch(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Let the link itself in for a short time; how the person was known is kept."""
    meeting_for(request.user, meeting_id, Action.MEETING_VOUCH)
    form = VouchForm(request.POST)
    if not form.is_valid():
        raise UserError("vouch.how", _("Write how you know that it is the right person."))
    how, whose = form.cleaned_data["how"], _whose(request)
    services.vouch(meeting_id=meeting_id, by=request.user, how=how, participant_id=whose)
    messages.success(request, _("The link itself lets in for ten minutes."))
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_VOUCH)
def code(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """A fresh code to be read aloud by phone. Shown once, on this answer alone."""
    digits = services.read_code(meeting_id=meeting_id, by=request.user, participant_id=_whose(request))
    return _page(request, meeting_id, code=f"{digits[:3]} {digits[3:]}")
