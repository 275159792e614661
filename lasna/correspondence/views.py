"""The demo's mailbox: what clients would receive, as they would see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lasna.correspondence import queries
from lasna.errors import NotHere
from lasna.kernel.web.rights import public


@require_safe
@public
def mailbox(request: HttpRequest) -> HttpResponse:
    if not queries.has_mailbox():
        raise NotHere("mailbox")
    address = request.GET.get("address", "")
    addresses = queries.mailbox_addresses()
    if address not in addresses:
        address = ""
    page = {"items": queries.mailbox(address), "addresses": addresses, "address": address}
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
