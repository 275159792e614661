"""Video offered, and the answer; and the short list of reasons that the organisation keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.errors import NotHere
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import reason_for
from lasna.meetings.forms.choosing import ReasonForm, answer_in
from lasna.meetings.models import REASONED, Answer, OfferReason
from lasna.meetings.queries.offers import asked_in
from lasna.meetings.states.ready_made import REASONS
from lasna.policy import Action

BOTH = ["GET", "POST"]


@require_POST
@needs(Action.MEETING_CHANGE)
def answer(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """One press on the page of the meeting."""
    code = request.POST.get("offer", "")
    said = answer_in(code) if code in asked_in(request.user.organisation_id).codes else None
    if said is None:
        raise NotHere("answer")
    services.answer_offer(meeting_id=meeting_id, by=request.user, said=said)
    messages.success(request, _("Written down."))
    return redirect("meeting", meeting_id)


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def reasons(request: SignedInRequest) -> HttpResponse:
    """Both lists, and what is closed."""
    rows = list(OfferReason.objects.filter(organisation=request.user.organisation_id))
    keys = {row.key for row in rows}
    lists = [
        (answer, [row for row in rows if row.answer == answer and row.closed_at is None])
        for answer in REASONED
    ]
    shown = {
        "lists": lists,
        "closed": [row for row in rows if row.closed_at is not None],
        "can_add_ready": any(ready.key not in keys for ready in REASONS),
    }
    return render(request, "meetings/offers/reasons.html", shown)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def add_reason(request: SignedInRequest) -> HttpResponse:
    """Of which list is in the address."""
    said = request.GET.get("answer", Answer.DECLINED)
    if said not in REASONED:
        raise NotHere("answer")
    form = _form(request)
    if form.is_valid():
        services.add_reason(answer=said, words=form.words(), by=request.user)
        return _saved(request)
    return _write(request, form, Answer(said))


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def reason(request: SignedInRequest, reason_id: int) -> HttpResponse:
    kept = reason_for(request.user, reason_id)
    form = _form(request, kept)
    if form.is_valid():
        services.change_reason(reason_id=kept.pk, words=form.words(), by=request.user)
        return _saved(request)
    return _write(request, form, Answer(kept.answer), kept)


def _form(request: SignedInRequest, kept: OfferReason | None = None) -> ReasonForm:
    typed = request.POST if request.method == "POST" else None
    return ReasonForm(typed, languages=request.user.organisation.offered, reason=kept)


def _write(
    request: SignedInRequest, form: ReasonForm, answer: Answer, kept: OfferReason | None = None
) -> HttpResponse:
    shown = {"form": form, "answer": answer, "reason": kept}
    return render(request, "meetings/offers/write.html", shown, status=400 if form.is_bound else 200)


def _saved(request: SignedInRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("offer_reasons")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def close_reason(request: SignedInRequest, reason_id: int) -> HttpResponse:
    closed = services.switch_reason(reason_id=reason_id, open=False, by=request.user)
    words = _("“{words}” is not offered any more. Answers of before keep it.")
    messages.success(request, words.format(words=closed))
    return redirect("offer_reasons")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def reopen_reason(request: SignedInRequest, reason_id: int) -> HttpResponse:
    opened = services.switch_reason(reason_id=reason_id, open=True, by=request.user)
    messages.success(request, _("“{name}” is offered again.").format(name=opened))
    return redirect("offer_reasons")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def add_ready_reasons(request: SignedInRequest) -> HttpResponse:
    services.add_ready_reasons(by=request.user)
    messages.success(request, _("The ready-made reasons are on the list."))
    return redirect("offer_reasons")
