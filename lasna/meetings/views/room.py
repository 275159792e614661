"""The room's page: bare, with everything its app needs to start at once."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import number_in
from lasna.kernel.phones import read_phone
from lasna.kernel.web.appearance import appearance_of
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.access import meeting_for, place_for
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.protocol import links_behind_code
from lasna.meetings.queries.rules import off_at_first
from lasna.meetings.queries.texts import texts_of_room
from lasna.meetings.states import door_is_open, guest_standing
from lasna.policy import Action, Standing


def _boot(meeting: Meeting, **more: Any) -> dict[str, Any]:
    language = (get_language() or "fi")[:2]
    relay = bool(settings.LASNA_TURN_URL and settings.LASNA_TURN_SECRET)
    stun = [{"urls": [settings.LASNA_STUN_URL]}] if settings.LASNA_STUN_URL else []
    return {
        "language": language,
        "texts": texts_of_room(language),
        "meeting_id": meeting.pk,
        "organisation": meeting.organisation.name,
        "phone": read_phone(meeting.organisation.phone) if meeting.organisation.phone else "",
        "ice_servers": [] if relay else stun,
        "relay_only": relay,
        # Who goes straight in opens nothing that is off at first; others hear it when they are let in.
        "off_at_first": off_at_first(meeting) if more.get("returning") else [],
        **more,
    }


def _room(request: HttpRequest, boot: dict[str, Any]) -> HttpResponse:
    request.runs_wasm = True  # type: ignore[attr-defined]  # the blurring of one's background
    return render(request, "meetings/room.html", {"boot": boot})


def client_room(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """For a browser that has passed the code: device steps and waiting, or straight to the kept seat."""
    participant = invitation.participant
    meeting = participant.meeting
    standing = guest_standing(participant, meeting, clock.now())
    behind = [] if participant.is_partner else links_behind_code(token)
    boot = _boot(
        meeting,
        socket=f"/live/seat/{participant.pk}",
        role="partner" if participant.is_partner else "client",
        words="" if participant.is_partner else meeting.type.told_before,
        staff=False,
        home="",
        pages=[asdict(link) for link in (*appearance_of(request).foot, *behind)],
        returning=standing != Standing.WAITING,
    )
    return _room(request, boot)


def room_of_companion(request: HttpRequest, companion: Participant) -> HttpResponse:
    """For another device of somebody in the room: no door, no words."""
    boot = _boot(
        companion.meeting,
        socket=f"/live/seat/{companion.pk}",
        role="companion",
        staff=companion.companion_of is not None and companion.companion_of.person_id is not None,
        words="",
        home="",
        pages=[asdict(link) for link in appearance_of(request).foot],
        returning=True,
    )
    return _room(request, boot)


@require_GET
@needs(Action.MEETING_SEE)
def colleague_room(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """For a colleague who was asked to join: the waiting room as for everybody, without a code."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_SEE)
    if meeting.adviser_id == request.user.pk:
        return redirect("meeting_room", meeting_id)
    place = place_for(request.user, meeting)
    if not door_is_open(meeting, clock.now()):
        messages.info(request, _("The room is open from a quarter of an hour before the meeting."))
        return redirect("meeting", meeting_id)
    looked("client.looked", "client", meeting.named_clients)
    boot = _boot(
        meeting,
        socket=f"/live/colleague/{place.pk}",
        role="partner",
        words="",
        staff=True,
        home=f"/meetings/{meeting.pk}",
        pages=[],
        returning=guest_standing(place, meeting, clock.now()) != Standing.WAITING,
    )
    return _room(request, boot)


@require_GET
@needs(Action.MEETING_JOIN)
def host_room(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The adviser's own room. ``?admit=`` lets that person in as soon as the room is ready."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_JOIN)
    looked("client.looked", "client", meeting.named_clients)
    wanted = number_in(request.GET.get("admit", ""))
    # Only from our own pages: nobody is let in because a link elsewhere was followed.
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    boot = _boot(
        meeting,
        socket=f"/live/meeting/{meeting.pk}",
        desk=f"/live/desk/{request.user.pk}",
        role="adviser",
        staff=True,
        home=f"/meetings/{meeting.pk}",
        pages=[],
        returning=True,
        admit=(wanted or 0) if ours else 0,
    )
    return _room(request, boot)
