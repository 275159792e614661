import csv
import io
import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.correspondence.services import note_arrival as note_message_arrived
from lasna.correspondence.services import send_again as send_message_again
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.lists import asked_page
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.kernel.web.times import said_time
from lasna.oversight import services
from lasna.oversight.forms import AuditFilter
from lasna.oversight.protocol import cell
from lasna.oversight.queries import Line, is_client_of, page_of, people_of, troubles
from lasna.policy import Action


@require_safe
@needs(Action.AUDIT_SEE)
def audit(request: SignedInRequest) -> HttpResponse:
    """Who looked, who changed what, newest first."""
    chain = request.user.organisation_id
    names = people_of(chain)
    form = AuditFilter(request.GET, people=names)
    if not form.is_valid():
        # Not the whole log instead of what was meant: the errors say what to mend.
        return render(request, "oversight/audit.html", {"form": form}, status=400)
    wanted = form.wanted()
    _require_own_client(chain, wanted.client)
    page = page_of(chain, wanted, names, number=form.cleaned_data["page"] or 1)
    if wanted.client:
        looked("audit.listed", "client", [wanted.client])
    rows = map(_row, page.rows)
    return render(
        request, "oversight/audit.html", {"form": form, "page": page, "rows": rows, "wanted": wanted}
    )


def _row(line: Line) -> dict[str, object]:
    """The words of ``oversight/row.html``."""
    return {
        "when": said_time(line.at, settings.TIME_ZONE),
        "who": line.who,
        "words": line.words,
        "subject": line.subject,
        "ids": line.ids_read,
        "number": line.number,
    }


@require_POST
@needs(Action.AUDIT_EXPORT)
def export(request: SignedInRequest) -> HttpResponse:
    """The rows of an incident as a file, for a spreadsheet or for a program."""
    chain = request.user.organisation_id
    form = AuditFilter(request.POST, people=people_of(chain))
    if not form.is_valid():
        return render(request, "oversight/audit.html", {"form": form}, status=400)
    wanted = form.wanted()
    _require_own_client(chain, wanted.client)
    lines = services.export_lines(by=request.user, wanted=wanted)
    return _as_json(lines) if request.POST.get("form") == "json" else _as_csv(lines)


@require_POST
@needs(Action.AUDIT_VERIFY)
def verify(request: SignedInRequest) -> HttpResponse:
    broken = services.verify_log(by=request.user)
    if broken is None:
        messages.success(request, _("The log is whole: no row is changed, removed or moved."))
    else:
        words = _(
            "The log is broken at row %(number)s: it, or the row before, was changed, removed or moved."
        )
        messages.error(request, words % {"number": broken})
    return redirect("audit")


@require_safe
@needs(Action.OUTBOX_SEE)
def outbox(request: SignedInRequest) -> HttpResponse:
    """Messages that did not arrive, or of which nobody knows, and what to do about each."""
    page = troubles(request.user.organisation_id, number=asked_page(request))
    times = [said_time(trouble.message.created_at, settings.TIME_ZONE) for trouble in page.rows]
    rows = list(zip(times, page.rows, strict=True))
    return render(request, "oversight/outbox.html", {"page": page, "rows": rows})


@require_POST
@needs(Action.OUTBOX_MEND)
def send_again(request: SignedInRequest, message_id: int) -> HttpResponse:
    try:
        send_message_again(message_id=message_id, by=request.user)
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The message is on its way again."))
    return redirect("outbox")


@require_POST
@needs(Action.OUTBOX_MEND)
def note_arrival(request: SignedInRequest, message_id: int) -> HttpResponse:
    note_message_arrived(message_id=message_id, by=request.user)
    messages.success(request, _("It is written down that the message arrived."))
    return redirect("outbox")


def _require_own_client(chain: int, client_id: int | None) -> None:
    if client_id and not is_client_of(chain, client_id):
        raise NotHere("client")


def _as_csv(lines: list[Line]) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["number", "at", "who", "deed", "words", "subject", "ids", "hash"])
    for line in lines:
        told = (line.at.isoformat(), line.who, line.deed, line.words, line.subject, line.ids_read, line.hash)
        writer.writerow([line.number, *map(cell, told)])
    # The mark at the beginning tells Excel that this is UTF-8.
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "audit.csv")


def _as_json(lines: list[Line]) -> HttpResponse:
    rows = [vars(line) | {"at": line.at.isoformat()} for line in lines]
    return _file(json.dumps(rows, ensure_ascii=False).encode(), "application/json", "audit.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
