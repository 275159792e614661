"""What gateways tell of text messages; the demo's mailbox: what clients would receive."""

from secrets import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from lasna.correspondence import queries, services
from lasna.correspondence.adapters import receipts
from lasna.errors import NotHere
from lasna.kernel.web.rights import public


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
