"""The page to which anybody comes: open or not, how many wait, a place in the queue, and into the meeting."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from lasna.errors import NotHere, UserError
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.cookies import remember
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import public
from lasna.meetings.access import remember_seat
from lasna.reception import services
from lasna.reception.access import COOKIE, hash_of, new_place, reception_at, visit_of
from lasna.reception.forms import JoinForm, NumberForm
from lasna.reception.models import Reception, Visit
from lasna.reception.queries.front import Front

KEPT = 60 * 60 * 16
"""Seconds: a day's reception. The night forgets the place anyway."""
FIELD_OF = {"reception.no_number": "phone", "reception.way": "way"}


def _reception(request: HttpRequest, key: str) -> Reception:
    reception = reception_at(key)
    use_language(request, "", reception.organisation.offered)
    shown_for(request, reception.organisation_id)
    return reception


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _form(request: HttpRequest, reception: Reception, *, said: bool = False) -> JoinForm:
    return JoinForm(request.POST if said else None, reception=reception, language=_language())


def _page(
    request: HttpRequest,
    front: Front,
    form: JoinForm | NumberForm | None = None,
    error: UserError | None = None,
) -> HttpResponse:
    shown = {
        "front": front,
        "reception": front.reception,
        "visit": front.visit,
        "form": form or _form(request, front.reception),
        "error": error,
        "phone": front.reception.organisation.phone,
    }
    status = 409 if error else 200
    return render(request, f"reception/client/{front.page}.html", shown, status=status)


@require_GET
@public
def reception(request: HttpRequest, key: str) -> HttpResponse:
    """Open or closed; for a browser that holds a place, where it stands. Opening changes nothing."""
    found = _reception(request, key)
    visit = visit_of(request.COOKIES, found)
    if visit is not None and visit.over and "again" in request.GET:
        visit = None
    form = NumberForm() if visit else None
    return _page(request, Front(found, visit), form)


@require_POST
@public
def join(request: HttpRequest, key: str) -> HttpResponse:
    found = _reception(request, key)
    form = _form(request, found, said=True)
    if not form.is_valid():
        return _page(request, Front(found, None), form)
    cookie, place = new_place()
    holds = hash_of(request.COOKIES)
    try:
        visit = services.join(
            reception_id=found.pk,
            told=form.told(),
            place=place,
            holds=holds,
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except UserError as error:
        if error.code in FIELD_OF:
            form.add_error(FIELD_OF[error.code], str(error.message))
            return _page(request, Front(found, None), form)
        return _page(request, Front(found, None), form, error)
    answer = redirect("reception", key)
    if visit.cookie_hash == place:
        remember(answer, COOKIE, cookie, max_age=KEPT, path=f"/reception/{key}")
    return answer


def _own(request: HttpRequest, key: str) -> tuple[Reception, Visit]:
    found = _reception(request, key)
    visit = visit_of(request.COOKIES, found)
    if visit is None:
        raise NotHere("visit")
    return found, visit


@require_POST
@public
def place(request: HttpRequest, key: str) -> HttpResponse:
    """The page is open, and asks how it stands. Without a script it is a button."""
    found, visit = _own(request, key)
    services.heard(visit=visit)
    fresh = visit_of(request.COOKIES, found)
    if request.headers.get("Accept") != "application/json":
        return redirect("reception", key)
    return JsonResponse(Front(found, fresh).told())


@require_POST
@public
def change_way(request: HttpRequest, key: str) -> HttpResponse:
    """By phone instead, or by video after all."""
    found, visit = _own(request, key)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, Front(found, visit), form)
    try:
        services.change_way(
            visit_id=visit.pk, channel=request.POST.get("way", ""), phone=form.cleaned_data["phone"]
        )
    except UserError as error:
        return _page(request, Front(found, visit_of(request.COOKIES, found)), form, error)
    return redirect("reception", key)


@require_POST
@public
def leave(request: HttpRequest, key: str) -> HttpResponse:
    _found, visit = _own(request, key)
    services.leave(visit_id=visit.pk)
    return redirect("reception", key)


@require_POST
@public
def come_in(request: HttpRequest, key: str) -> HttpResponse:
    """Into the waiting room of the meeting that the adviser has made: this browser gets its seat."""
    found, visit = _own(request, key)
    try:
        participant, token = services.come_in(visit=visit, address=request.META.get("REMOTE_ADDR", ""))
    except UserError as error:
        return _page(request, Front(found, visit), NumberForm(), error)
    return remember_seat(request, redirect("door", token), participant)
