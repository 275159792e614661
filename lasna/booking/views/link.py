"""A client chooses a time by a link: a way, a day, a time, and one press. Opening changes nothing."""

from datetime import UTC, date, datetime
from typing import Unpack
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from lasna.booking import services
from lasna.booking.access import link_at
from lasna.booking.models import BookingLink
from lasna.booking.queries.choosing import Choice, Chosen, choice_of
from lasna.booking.queries.groups import groups_to_choose
from lasna.booking.queries.links import place_of
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.numbers import id_in
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.meetings.models import Meeting


def _link(request: HttpRequest, token: str) -> BookingLink:
    """The link, with the page speaking the client's language."""
    link = link_at(token)
    use_language(request, link.client.language, link.organisation.offered)
    shown_for(request, link.organisation_id, named=False)
    return link


def _page(
    request: HttpRequest, token: str, link: BookingLink, choice: Choice, error: UserError | None = None
) -> HttpResponse:
    shown = {"token": token, "choice": choice, "error": error, "phone": link.organisation.phone}
    if not choice.moving and (choice.page == "none" or _nothing_chosen(request, choice)):
        shown["groups"] = groups_to_choose(link)
    return render(request, f"booking/link/{choice.page}.html", shown, status=409 if error else 200)


def _nothing_chosen(request: HttpRequest, choice: Choice) -> bool:
    """The first step, at which groups stand beside the times."""
    return choice.page in ("way", "day") and "way" not in request.GET


@require_GET
@by_link
def booking(request: HttpRequest, token: str) -> HttpResponse:
    """What is chosen so far is in the address, so that going back goes one step back."""
    link = _link(request, token)
    said = request.GET
    return _shown(
        request,
        token,
        link,
        channel=said.get("way", ""),
        day=day_in(said.get("day", "")),
        starts=moment_in(said.get("at", ""), ZoneInfo(link.client.office.zone)),
        moving="move" in said,
        every_day="all" in said,
    )


def _shown(
    request: HttpRequest,
    token: str,
    link: BookingLink,
    error: UserError | None = None,
    **chosen: Unpack[Chosen],
) -> HttpResponse:
    """What was chosen by the link, else what there is to choose from, as ``choice_of`` has it."""
    place = place_of(link)
    if place is not None:
        return _seated(request, token, link, place.meeting, error)
    return _page(request, token, link, choice_of(link, **chosen), error)


def _seated(
    request: HttpRequest, token: str, link: BookingLink, meeting: Meeting, error: UserError | None
) -> HttpResponse:
    """The seat in a group that was taken. ``?free``: asked once, as others may take it."""
    shown = {"token": token, "group": meeting, "error": error, "phone": link.organisation.phone}
    shown |= {"can_free": meeting.starts > clock.now() and not meeting.over, "asked": "free" in request.GET}
    return render(request, "booking/link/seated.html", shown, status=409 if error else 200)


@require_POST
@by_link
def take_seat(request: HttpRequest, token: str) -> HttpResponse:
    """One press; where the last seat has gone meanwhile, what is left is shown with the reason."""
    link = _link(request, token)
    meeting_id = id_in(request.POST.get("group", ""), "group")
    try:
        services.take_seat(link_id=link.pk, meeting_id=meeting_id)
    except UserError as error:
        return _shown(request, token, link_at(token), error)
    return redirect("booking", token)


@require_POST
@by_link
def give_seat_up(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(request, token)
    try:
        services.give_seat_up(link_id=link.pk)
    except UserError as error:
        return _shown(request, token, link_at(token), error)
    return redirect("booking", token)


def day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def moment_in(text: str, zone: ZoneInfo) -> datetime | None:
    """As ``Time.value`` writes it: in UTC, to the minute."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%MZ").replace(tzinfo=UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return None


@require_POST
@by_link
def take(request: HttpRequest, token: str) -> HttpResponse:
    """The time is theirs, or moved; where it has gone meanwhile, the others are shown with the reason."""
    link = _link(request, token)
    way, moving = request.POST.get("way", ""), "move" in request.POST
    starts = moment_in(request.POST.get("at", ""), ZoneInfo(link.client.office.zone))
    if starts is None:
        raise NotHere("time")
    try:
        if moving:
            services.move_booking(link_id=link.pk, starts=starts)
        else:
            services.book(link_id=link.pk, starts=starts, channel=way)
    except UserError as error:
        return _shown(request, token, link_at(token), error, channel=way, day=starts.date(), moving=moving)
    return redirect("booking", token)


@require_POST
@by_link
def call_off(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(request, token)
    try:
        services.call_off_booking(link_id=link.pk)
    except UserError as error:
        return _shown(request, token, link_at(token), error)
    return redirect("booking", token)


@require_GET
@by_link
def ask_call_off(request: HttpRequest, token: str) -> HttpResponse:
    """Asked once: it cannot be taken back, as somebody else may take the time."""
    link = _link(request, token)
    choice = choice_of(link)
    if choice.page != "booked" or not choice.can_cancel:
        return redirect("booking", token)
    shown = {"token": token, "choice": choice, "phone": link.organisation.phone}
    return render(request, "booking/link/call_off.html", shown)


@require_POST
@by_link
def wait(request: HttpRequest, token: str) -> HttpResponse:
    """``say``: to wait for a time, to wait no more, or not to take what is offered."""
    link = _link(request, token)
    said, way = request.POST.get("say", ""), request.POST.get("way", "")
    try:
        if said == "wait":
            services.wait(link_id=link.pk, channel=way)
        elif said == "stop":
            services.stop_waiting(link_id=link.pk)
        elif said == "no":
            services.refuse_offer(link_id=link.pk)
        else:
            raise NotHere("wait")
    except UserError as error:
        return _shown(request, token, link_at(token), error)
    return redirect(f"{reverse('booking', args=[token])}{'?' + urlencode({'way': way}) if way else ''}")
