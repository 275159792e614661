"""The adviser: here now or not, and what is answered to whoever knocks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.models import Channel
from lasna.clients.queries import zone_of
from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.knocking import services
from lasna.knocking.access import knock_for
from lasna.knocking.forms import DeclineForm, HereForm
from lasna.knocking.models import Knock
from lasna.knocking.queries.waiting import standing_of
from lasna.knocking.states import is_to_be_called
from lasna.policy import Action


@require_safe
@needs(Action.HERE_SAY)
def here(request: SignedInRequest) -> HttpResponse:
    """For the page of the day: the switch, and who knocks."""
    if request.headers.get("HX-Request") != "true":
        return redirect("today")
    standing = standing_of(request.user)
    looked("knocks.listed", "client", [row.knock.client_id for row in standing.rows])
    shown = {"standing": standing, "form": HereForm(), "zone": str(zone_of(request.user))}
    return render(request, "knocking/here.html", shown)


@require_POST
@needs(Action.HERE_SAY)
def say_here(request: SignedInRequest) -> HttpResponse:
    form = HereForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("Choose how long you are here."))
        return redirect("today")
    try:
        services.be_here(by=request.user, until=form.until(zone_of(request.user)))
    except UserError as error:
        messages.info(request, str(error.message))
    return redirect("today")


@require_POST
@needs(Action.HERE_SAY)
def end_here(request: SignedInRequest) -> HttpResponse:
    services.be_here_no_more(by=request.user)
    return redirect("today")


@require_safe
@needs(Action.KNOCK_ANSWER)
def knock(request: SignedInRequest, knock_id: int) -> HttpResponse:
    """One client who knocks, and the three answers."""
    return _page(request, knock_for(request.user, knock_id), DeclineForm())


def _page(request: SignedInRequest, found: Knock, form: DeclineForm) -> HttpResponse:
    looked("client.looked", "client", [found.client_id])
    shown = {"knock": found, "form": form, "due": is_to_be_called(found)}
    return render(request, "knocking/knock.html", shown)


@require_POST
@needs(Action.KNOCK_ANSWER)
def begin(request: SignedInRequest, knock_id: int) -> HttpResponse:
    """One tap, and the meeting has begun."""
    try:
        meeting = services.begin(knock_id=knock_id, by=request.user)
    except UserError as error:
        messages.info(request, str(error.message))
        return redirect("knock", knock_id)
    by_video = meeting.planned_channel == Channel.VIDEO
    return redirect("meeting_room" if by_video else "meeting", meeting.pk)


@require_POST
@needs(Action.KNOCK_ANSWER)
def say_soon(request: SignedInRequest, knock_id: int) -> HttpResponse:
    try:
        services.say_soon(knock_id=knock_id, by=request.user)
        messages.success(request, _("The client knows that you come in five minutes. We remind you then."))
    except UserError as error:
        messages.info(request, str(error.message))
    return redirect("today")


@require_POST
@needs(Action.KNOCK_ANSWER)
def decline(request: SignedInRequest, knock_id: int) -> HttpResponse:
    found = knock_for(request.user, knock_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        promised = form.promised_at(zone_of(request.user))
        words = form.cleaned_data["words"]
        services.decline(knock_id=knock_id, by=request.user, words=words, promised_at=promised)
    except UserError as error:
        form.add_error("call_at" if error.code == "knock.promised" else None, str(error.message))
        return _page(request, found, form)
    messages.success(request, _("The client knows it now."))
    return redirect("today")


@require_POST
@needs(Action.KNOCK_ANSWER)
def called(request: SignedInRequest, knock_id: int) -> HttpResponse:
    """They talked: the contact is written, and can be finished or taken back there."""
    contact = services.called(knock_id=knock_id, by=request.user)
    if contact is None:
        return redirect("today")
    messages.success(request, _("The call is written down as a contact."))
    return redirect("contact", contact.pk)


@require_POST
@needs(Action.KNOCK_ANSWER)
def settled(request: SignedInRequest, knock_id: int) -> HttpResponse:
    services.settled_otherwise(knock_id=knock_id, by=request.user)
    return redirect("today")
