import csv
import io
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.personal import fixed_kinds, kinds, parts
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.lists import asked_page
from lasna.kernel.web.rights import SignedInRequest, by_link, needs
from lasna.meetings.queries.held import coming_of, messages_of
from lasna.oversight.protocol import cell
from lasna.policy import Action
from lasna.privacy.access import client_to, participant_behind_code
from lasna.privacy.forms import EraseForm, HoldForm, RulesForm
from lasna.privacy.models import Purge
from lasna.privacy.queries.ageing import LAST_PAGE, Kept, kept_by, listed_to_go, next_night, old_at, zone_of
from lasna.privacy.queries.readers import Day, readers_of
from lasna.privacy.services import erasing, exporting
from lasna.privacy.services import retention as rules

NIGHTS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.CLIENT_EXPORT)
def export(request: SignedInRequest, client_id: int) -> HttpResponse:
    """What the copy has in it; and, pressed, the copy."""
    client = client_to(request.user, client_id, Action.CLIENT_EXPORT)
    if request.method == "POST":
        copy = exporting.export_client(client_id=client.pk, by=request.user)
        return _file(copy.content, "application/zip", copy.name)
    looked("client.looked", "client", [client.pk])
    held = [(part.words, part.count(client.pk)) for part in parts()]
    return render(request, "privacy/export.html", {"client": client, "held": held})


@require_safe
@needs(Action.CLIENT_EXPORT)
def readers(request: SignedInRequest, client_id: int) -> HttpResponse:
    """The list for the client, in the client's language: to be printed, or taken as a table."""
    client = client_to(request.user, client_id, Action.CLIENT_EXPORT)
    looked("audit.listed", "client", [client.pk])
    with translation.override(client.language):
        days = readers_of(client)
        if request.GET.get("form") == "csv":
            looked("audit.exported", "client", [client.pk])
            return _as_csv(days, client)
        told = {"client": client, "days": days}
        return render(request, "privacy/readers.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.CLIENT_ERASE)
def erase(request: SignedInRequest, client_id: int) -> HttpResponse:
    """What will go, what stays and why; then, with the name typed, it goes."""
    client = client_to(request.user, client_id, Action.CLIENT_ERASE)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.erase_client(client_id=client.pk, by=request.user, typed=form.cleaned_data["typed"])
        except UserError as error:
            form.add_error("typed" if error.code == "erase.name" else None, str(error.message))
        else:
            messages.success(request, _("The client is erased."))
            return redirect("clients")
    looked("client.looked", "client", [client.pk])
    return render(request, "privacy/erase.html", _to_erase(client, form), status=409 if form.errors else 200)


def _to_erase(client: Client, form: EraseForm) -> dict[str, object]:
    return {
        "client": client,
        "form": form,
        "goes": [(part.words, part.count(client.pk)) for part in parts()],
        "remains": [part.remains for part in parts() if part.remains],
        "coming": coming_of(client.pk, clock.now()),
        "waiting": messages_of(client.pk).filter(state="pending").count(),
    }


@require_POST
@needs(Action.CLIENT_ERASE)
def cancel_meetings(request: SignedInRequest, client_id: int) -> HttpResponse:
    count = erasing.cancel_meetings(client_id=client_id, by=request.user)
    words = ngettext("%(count)s meeting is cancelled.", "%(count)s meetings are cancelled.", count)
    messages.success(request, words % {"count": count})
    return redirect("erase_client", client_id)


@require_POST
@needs(Action.CLIENT_KEEP)
def keep(request: SignedInRequest, client_id: int) -> HttpResponse:
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise UserError("hold.day", _("Choose a day to come, within ten years."))
    until = form.cleaned_data["until"]
    rules.keep_client(client_id=client_id, by=request.user, until=until)
    messages.success(request, _("The client is kept.") if until else _("The client is not kept any longer."))
    return redirect("retention")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.RETENTION_SEE)
def retention(request: SignedInRequest) -> HttpResponse:
    """The rules in words, what goes tonight, who goes soon, what went."""
    kept = kept_by(request.user.organisation_id)
    form = RulesForm(request.POST or None, kept=kept)
    if request.method == "POST" and form.is_valid():
        changed = rules.change_rules(by=request.user, wanted=form.wanted())
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("retention")
    status = 400 if form.errors else 200
    return render(request, "privacy/retention.html", _of_retention(request, form, kept), status=status)


def _of_retention(request: SignedInRequest, form: RulesForm, kept: list[Kept]) -> dict[str, object]:
    chain = request.user.organisation_id
    zone = zone_of(chain)
    night = next_night(clock.now(), zone)
    counts = old_at(chain, night)
    to_go, page = listed_to_go(request.user, asked_page(request, LAST_PAGE))
    looked("clients.listed", "client", [each.number for each in to_go])
    titles = {kind.name: kind.title for kind in kinds()}
    return {
        "form": form,
        "night": night,
        "night_zone": str(zone),
        "tonight": [(titles[name], count) for name, count in counts.items() if count],
        "clients_go": any(each.on for each in kept if each.kind.name == "clients"),
        "to_go": to_go,
        "page": page,
        "fixed": fixed_kinds(),
        "nights": [
            _night(purge, titles) for purge in Purge.objects.filter(organisation=chain)[:NIGHTS_SHOWN]
        ],
    }


def _night(purge: Purge, titles: Mapping[str, object]) -> dict[str, object]:
    took = [
        {"title": titles.get(name, name), "planned": planned, "done": purge.done.get(name, 0)}
        for name, planned in purge.planned.items()
        if planned
    ]
    return {"night": purge.night, "finished": purge.finished_at, "took": took}


@require_GET
@by_link
def own_readers(request: HttpRequest, token: str) -> HttpResponse:
    """Who has looked at my data: for the client, behind link and code. Not staff's, so no row."""
    participant = participant_behind_code(request, token)
    client, organisation = participant.client, participant.meeting.organisation
    assert client is not None
    use_language(request, client.language, organisation.offered)
    shown_for(request, organisation.pk)
    told = {"days": readers_of(client), "token": token, "phone": organisation.phone}
    return render(request, "privacy/own_readers.html", told)


def _as_csv(days: list[Day], client: Client) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("Day"), _("Who"), _("Office"), _("What"), _("Times")])
    for day in days:
        for reading in day.readings:
            told = (reading.who, reading.office, reading.what)
            writer.writerow([day.day.isoformat(), *map(cell, told), reading.times])
    # The mark at the beginning tells Excel that this is UTF-8.
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"client-{client.pk}.csv")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
