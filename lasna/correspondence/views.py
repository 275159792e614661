"""What gateways tell of text messages; letters to print; the demo's mailbox: what clients would receive."""

from secrets import compare_digest

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from lasna.correspondence import queries, services
from lasna.correspondence.access import letter_behind, letter_for
from lasna.correspondence.adapters import receipts
from lasna.correspondence.adapters.paper import opened
from lasna.correspondence.protocol import PAPER_LINKS
from lasna.correspondence.queries.paper import posted_lately, sheet_of, to_print
from lasna.correspondence.services import paper
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.paper import lacking
from lasna.kernel.web.lists import asked_page
from lasna.kernel.web.rights import SignedInRequest, by_link, needs, public
from lasna.policy import Action


@require_safe
@public
def mailbox(request: HttpRequest) -> HttpResponse:
    if not queries.has_mailbox():
        raise NotHere("mailbox")
    asked = request.GET.get("address", "")
    address = asked if asked.isprintable() else ""
    addresses = queries.mailbox_addresses()
    # To whom nothing has come yet, nothing is shown: never what is somebody else's.
    items = queries.mailbox(address) if address in ["", *addresses] else []
    page = {"items": items, "addresses": sorted({*addresses, address} - {""}), "address": address}
    return render(request, "correspondence/mailbox.html", page)


@require_safe
@public
def calendar(request: HttpRequest, item_id: int) -> HttpResponse:
    """The attachment of a mail, as a calendar program gets it."""
    file = queries.mailbox_calendar(item_id)
    if not file:
        raise NotHere("mailbox")
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)


@csrf_exempt  # a program speaks; whoever has not the token finds nothing, as at any unknown link
@public
def sms_receipts(request: HttpRequest, token: str) -> HttpResponse:
    """What became of text messages. 404 also where none of ours is named: gateways then ask once more."""
    ours = settings.LASNA_SMS_RECEIPT_TOKEN
    if request.method != "POST" or not ours or not compare_digest(token.encode(), ours.encode()):
        raise NotHere("link")
    body = request.read(receipts.LONGEST + 1)
    if len(body) > receipts.LONGEST:
        return HttpResponse(status=413)
    told = receipts.receipts_in(
        body, content_type=request.content_type or "", about=request.GET.get("message", "")
    )
    taken = [services.take_receipt(receipt) for receipt in told]
    return HttpResponse(status=204 if taken and all(taken) else 404)


@require_safe
@needs(Action.LETTER_PRINT)
def letters(request: SignedInRequest) -> HttpResponse:
    """What waits to be printed and posted by somebody of the office, and what was posted lately."""
    page = to_print(request.user, number=asked_page(request))
    posted = posted_lately(request.user)
    looked("clients.listed", "client", [each.client_id or 0 for each in [*page.rows, *posted]])
    shown = {"page": page, "posted": posted, "lacking": lacking() if page.rows else ""}
    return render(request, "correspondence/letters.html", shown)


@require_safe
@needs(Action.LETTER_PRINT)
def letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    """The sheet, made at this moment: it is kept nowhere."""
    wanted = letter_for(request.user, letter_id)
    looked("letter.opened", "client", [wanted.client_id or 0])
    sheet = sheet_of(wanted)
    if sheet is None:
        words = _(
            "This letter is of no use any more: what it says is not so. It goes off the list by itself."
        )
        raise UserError("letter.not_wanted", words)
    return opened(sheet)


@require_POST
@needs(Action.LETTER_PRINT)
def post_letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    posted = paper.post_letter(letter_id=letter_id, by=request.user)
    messages.success(request, _("Posted: {name}.").format(name=posted.client))
    return redirect("letters")


@require_POST
@needs(Action.LETTER_PRINT)
def take_back_letter(request: SignedInRequest, letter_id: int) -> HttpResponse:
    paper.take_back_letter(letter_id=letter_id, by=request.user)
    messages.success(request, _("The letter waits to be printed again."))
    return redirect("letters")


@require_POST
@needs(Action.LETTER_PRINT)
def put_letter_aside(request: SignedInRequest, letter_id: int) -> HttpResponse:
    paper.put_letter_aside(letter_id=letter_id, by=request.user)
    messages.success(request, _("The letter is off the list. Nobody sends it."))
    return redirect("letters")


@require_GET
@by_link
def from_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The short link that somebody typed, or their phone read: on to where it leads."""
    found = letter_behind(token)
    path = PAPER_LINKS[found.kind](found) if found.kind in PAPER_LINKS else ""
    if not path:
        raise NotHere("link")
    return redirect(path)
