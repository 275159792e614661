"""Who else takes part, on the meeting's page: asked to join, agreed to, removed; and who goes on with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import id_in
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.kernel.words import plain_line
from lasna.meetings import services
from lasna.meetings.access import meeting_for
from lasna.meetings.forms import ConsentForm, PartnerForm
from lasna.meetings.queries.people import found_colleagues
from lasna.policy import Action

FIELD_OF = {
    "partner.name": "name",
    "partner.by_phone": "by_phone",
    "partner.unreachable": "email",
    "partner.no_address": "send_by",
    "email.not_an_address": "email",
    "phone.not_a_number": "phone",
    "phone.not_mobile": "phone",
    "phone.premium": "phone",
    "phone.emergency": "phone",
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.MEETING_INVITE)
def add_partner(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Name, role, where the link goes. The client is asked before anybody comes in."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_INVITE)
    looked("client.looked", "client", meeting.named_clients)
    form = PartnerForm(request.POST or None, initial={"send_by": "email", "language": "fi"})
    if request.method == "POST" and form.is_valid():
        wish = services.PartnerWish(**form.cleaned_data)
        try:
            partner = services.add_partner(meeting_id=meeting_id, by=request.user, wish=wish)
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            words = (
                _("{name} is asked to join.") if not wish.send_by else _("The link is on its way to {name}.")
            )
            messages.success(request, words.format(name=partner.name))
            return redirect("meeting", meeting_id)
    return render(request, "meetings/staff/add_partner.html", {"meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.MEETING_INVITE)
def add_colleague(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Somebody of the office, found by name: they come signed in."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_INVITE)
    if request.method == "POST":
        person = id_in(request.POST.get("person", ""), "person")
        added = services.add_colleague(meeting_id=meeting_id, by=request.user, person_id=person)
        messages.success(request, _("{name} is asked to join.").format(name=added.name))
        return redirect("meeting", meeting_id)
    looked("client.looked", "client", meeting.named_clients)
    text = plain_line(request.GET.get("q", "")[:100])
    shown = {"meeting": meeting, "text": text, "found": found_colleagues(meeting, text)}
    return render(request, "meetings/staff/add_colleague.html", shown)


def _require_in(request: SignedInRequest, meeting_id: int, participant_id: int, action: Action) -> None:
    """That participant is of that meeting, where this person may do ``action``. Otherwise 404."""
    meeting = meeting_for(request.user, meeting_id, action)
    if not meeting.participants.filter(pk=participant_id).exists():
        raise NotHere("participant")


@require_POST
@needs(Action.MEETING_REMOVE)
def remove(request: SignedInRequest, meeting_id: int, participant_id: int) -> HttpResponse:
    """Out of the meeting: the link works no more."""
    _require_in(request, meeting_id, participant_id, Action.MEETING_REMOVE)
    services.remove(participant_id=participant_id, by=request.user)
    messages.success(request, _("Removed from the meeting. The link does not work any more."))
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_TELL_CONSENT)
def tell_consent(request: SignedInRequest, meeting_id: int, participant_id: int) -> HttpResponse:
    """The client agreed beforehand: how they were asked is on record."""
    _require_in(request, meeting_id, participant_id, Action.MEETING_TELL_CONSENT)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise UserError("consent.how", _("Write how you asked the client."))
    how = form.cleaned_data["how"]
    services.tell_consent(participant_id=participant_id, by=request.user, how=how)
    messages.success(request, _("The client's word is written down."))
    return redirect("meeting", meeting_id)


@require_POST
@needs(Action.MEETING_TAKE_OVER)
def take_over(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Go on with a meeting whose adviser is gone, straight in its room. Pressed twice, it is done once."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_SEE)
    if meeting.adviser_id != request.user.pk:
        services.take_over(meeting_id=meeting_id, by=request.user)
    return redirect("meeting_room", meeting_id)
