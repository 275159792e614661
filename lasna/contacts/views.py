from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.access import client_for
from lasna.clients.models import Channel, Client
from lasna.clients.queries import to_choose, zone_of
from lasna.contacts import services
from lasna.contacts.access import agreement_for, contact_for
from lasna.contacts.forms import AgreementForm, ContactFilter, ContactForm, LineForm
from lasna.contacts.models import Agreement, began_by_words, outcome_words
from lasna.contacts.queries import ROUND_SHOWN, Listed, advisers_of, contact_page, hosts_of, without_agreement
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import number_in
from lasna.kernel.web.html import quiet
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.kernel.web.times import said_time
from lasna.policy import Action

USUAL_MINUTES = {Channel.IN_PERSON: 45, Channel.EMAIL: 5, Channel.MESSAGE: 5}


@require_safe
@needs(Action.CONTACT_SEE)
def contacts(request: SignedInRequest) -> HttpResponse:
    """What happened, by period, channel, outcome, adviser and client."""
    form = ContactFilter(request.GET, advisers=advisers_of(request.user))
    form.is_valid()
    wanted = form.wanted()
    page = contact_page(request.user, wanted, zone_of(request.user), form.cleaned_data.get("page") or 1)
    looked("contacts.listed", "contact", [contact.pk for contact in page.rows])
    looked("clients.listed", "client", [contact.client_id for contact in page.rows])
    shown = {
        "form": form,
        "page": page,
        "rows": map(_row, page.rows),
        "narrowed": wanted != form.nothing,
    }
    return render(request, "contacts/list.html", shown)


def _row(contact: Listed) -> dict[str, object]:
    """The words of ``contacts/row.html``."""
    how = _how(
        (contact.channel, contact.planned_channel, contact.moved_to_phone),
        (contact.outcome, contact.meeting_id is None, contact.began_by, contact.at_reception),
        get_language(),
    )
    return {
        "number": contact.pk,
        "when": said_time(contact.began, contact.zone),
        "client_number": contact.client_id,
        "client": f"{contact.client_first_name} {contact.client_last_name}".strip(),
        "channel": how.channel,
        "planned": how.planned,
        "outcome": how.outcome,
        "began_by": how.began_by,
        "line": contact.line,
        "to_finish": "" if contact.finished else _to_finish(contact.pk),
        "adviser": contact.adviser,
    }


class _How(NamedTuple):
    channel: str
    planned: str
    outcome: str
    began_by: str


@lru_cache(1024)
def _how(ways: tuple[str, str, bool], end: tuple[str, bool, str, bool], language: str | None) -> _How:
    """Kept: lists say the same few things again and again."""
    (channel, planned, moved), (outcome, by_hand, began_by, at_reception) = ways, end
    return _How(
        str(Channel(channel).label),
        _planned(channel, planned, moved=moved),
        outcome_words(outcome, channel, by_hand=by_hand),
        began_by_words(began_by, at_reception=at_reception),
    )


def _planned(channel: str, planned: str, *, moved: bool) -> str:
    """Where it became another channel than was planned."""
    if moved:
        words = _("moved to phone")
    elif planned and planned != channel:
        words = _("planned: %(channel)s") % {"channel": Channel(planned).label}
    else:
        return ""
    return format_html(" {}", quiet(words))


def _to_finish(contact_id: int) -> str:
    return format_html(' <a href="/contacts/{}">{}</a>', contact_id, _("to finish"))


@needs(Action.CONTACT_WRITE)
def new_contact(request: SignedInRequest) -> HttpResponse:
    """A call, a visit or a message that took place: prefilled, so that one more press is enough."""
    client_id = number_in(request.GET.get("client", ""))
    if client_id is None:
        return _choose_client(request)
    client = client_for(request.user, client_id, Action.CONTACT_WRITE)
    looked("client.looked", "client", [client.pk])
    if request.method != "POST":
        return _new(request, client, ContactForm(initial=_usual(request, client), zone=client.office.zone))
    form = ContactForm(request.POST, zone=client.office.zone)
    if not form.is_valid():
        return _new(request, client, form)
    try:
        contact = services.add_contact(by=request.user, client_id=client.pk, happening=form.happening())
    except UserError as error:
        form.add_error("day", str(error.message))
        return _new(request, client, form)
    messages.success(request, _("Written down."))
    return redirect("contact", contact.pk)


def _new(request: SignedInRequest, client: Client, form: ContactForm) -> HttpResponse:
    return render(request, "contacts/new.html", {"form": form, "client": client})


def _usual(request: SignedInRequest, client: Client) -> dict[str, object]:
    """It ended just now."""
    said = request.GET.get("channel", "")
    channel = Channel(said) if said in Channel.values else Channel.PHONE
    minutes = USUAL_MINUTES.get(channel, 15)
    began = (clock.now() - timedelta(minutes=minutes)).astimezone(ZoneInfo(client.office.zone))
    return {
        "channel": channel.value,
        "day": began.date(),
        "time": began.time().replace(second=0, microsecond=0),
        "minutes": minutes,
        "began_by": "staff",
    }


def _choose_client(request: SignedInRequest) -> HttpResponse:
    channel = request.GET.get("channel", "")
    keep = {"channel": channel} if channel in Channel.values else {}
    return render(
        request,
        "clients/choose.html",
        to_choose(request.user, request.GET.get("q", ""), **keep)
        | {"action": reverse("new_contact"), "title": _("Whom were you in touch with?")},
    )


@require_safe
@needs(Action.CONTACT_SEE)
def contact(request: SignedInRequest, contact_id: int) -> HttpResponse:
    shown = contact_for(request.user, contact_id, Action.CONTACT_SEE)
    looked("contact.looked", "contact", [shown.pk])
    looked("client.looked", "client", [shown.client_number])
    return render(
        request,
        "contacts/contact.html",
        {
            "contact": shown,
            "legs": list(shown.legs.all()),
            "hosts": hosts_of(shown),
            "form": LineForm(initial={"line": shown.line}),
            "can_undo": services.can_undo(shown, request.user),
        },
    )


@require_POST
@needs(Action.CONTACT_WRITE)
def finish(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """One line, and done."""
    form = LineForm(request.POST)
    if not form.is_valid():
        raise UserError("contact.line", _("The line is too long: 500 letters at most."))
    services.finish_contact(contact_id=contact_id, by=request.user, line=form.cleaned_data["line"])
    if "HX-Request" in request.headers:
        return render(request, "contacts/finished.html", {"number": contact_id})
    messages.success(request, _("Done."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return redirect("contact", contact_id)


@require_POST
@needs(Action.CONTACT_WRITE)
def undo(request: SignedInRequest, contact_id: int) -> HttpResponse:
    """Take back what was just added by hand."""
    contact = contact_for(request.user, contact_id, Action.CONTACT_WRITE)
    services.undo_contact(contact_id=contact_id, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("client", contact.client_id)


# ---- agreements -------------------------------------------------------------------------------------------

AGREEMENT_FIELDS = {"agreement.past": "due_on", "agreement.pause": "paused_until"}
PUT_OFF = {"tomorrow": 1, "week": 7}


@needs(Action.CONTACT_WRITE)
def agreement(request: SignedInRequest, client_id: int) -> HttpResponse:
    """How often and by which way the client wants to be in touch."""
    client = client_for(request.user, client_id, Action.CONTACT_WRITE)
    looked("client.looked", "client", [client.pk])
    agreed = Agreement.objects.filter(client=client).first()
    form = AgreementForm(request.POST or None, initial=_agreed(agreed, client))
    if request.method == "POST" and form.is_valid():
        try:
            services.agree(client_id=client.pk, by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(AGREEMENT_FIELDS.get(error.code), str(error.message))
        else:
            messages.success(request, _("Agreed."))
            return redirect("client", client.pk)
    return render(request, "contacts/agreement.html", {"client": client, "form": form, "agreed": agreed})


def _agreed(agreed: Agreement | None, client: Client) -> dict[str, object]:
    """What holds now; without it, the client's wish decides the way."""
    if agreed is None:
        by = [value for value, _words in AgreementForm.base_fields["channel"].choices]  # type: ignore[attr-defined]
        return {"channel": client.wish} if client.wish in by else {}
    kept = ("rhythm", "channel", "weekday", "part_of_day", "note")
    today = clock.now().astimezone(ZoneInfo(client.office.zone)).date()
    paused = agreed.paused_until if agreed.paused_until and agreed.paused_until > today else None
    return {name: getattr(agreed, name) for name in kept} | {"paused_until": paused}


@require_POST
@needs(Action.CONTACT_WRITE)
def end_agreement(request: SignedInRequest, client_id: int) -> HttpResponse:
    services.end_agreement(client_id=client_id, by=request.user)
    messages.success(request, _("Nothing is agreed any more."))
    return redirect("client", client_id)


@require_POST
@needs(Action.CONTACT_WRITE)
def kept(request: SignedInRequest, agreement_id: int) -> HttpResponse:
    """They were in touch: one press. It can be taken back on the contact's page."""
    channel = agreement_for(request.user, agreement_id, Action.CONTACT_WRITE).channel
    minutes = USUAL_MINUTES.get(Channel(channel), 15)
    contact = services.keep_agreement(agreement_id=agreement_id, by=request.user, minutes=minutes)
    messages.success(request, _("Written down. You can add a line, or take it back."))
    return redirect("contact", contact.pk)


@require_POST
@needs(Action.CONTACT_WRITE)
def not_answered(request: SignedInRequest, agreement_id: int) -> HttpResponse:
    services.note_no_answer(agreement_id=agreement_id, by=request.user)
    messages.success(request, _("Written down: no answer. It stays on the list."))
    return redirect("today")


@require_POST
@needs(Action.CONTACT_WRITE)
def put_off(request: SignedInRequest, agreement_id: int) -> HttpResponse:
    agreement_for(request.user, agreement_id, Action.CONTACT_WRITE)
    days = PUT_OFF.get(request.POST.get("to", ""))
    if days is None:
        raise UserError("agreement.day", _("Choose when to be in touch instead."))
    services.put_off(agreement_id=agreement_id, by=request.user, days=days)
    messages.success(request, _("Moved."))
    return redirect("today")


@require_safe
@needs(Action.CONTACT_SEE)
def call_round(request: SignedInRequest) -> HttpResponse:
    """Own clients with whom nothing is agreed yet: each is rung and asked, and goes from the list."""
    clients = without_agreement(request.user)
    looked("clients.listed", "client", [client.pk for client in clients[:ROUND_SHOWN]])
    shown = {"clients": clients[:ROUND_SHOWN], "more": len(clients) > ROUND_SHOWN}
    return render(request, "contacts/call_round.html", shown)
