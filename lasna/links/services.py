"""Sending a link in the talk. The page behind it is never asked for."""

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import publish
from lasna.links.events import LinkShared
from lasna.links.models import SharedLink
from lasna.links.queries import links_of, view_of
from lasna.links.states import NotPublic, PublicAddress, public_address
from lasna.meetings.models import Participant
from lasna.meetings.queries.rules import require_links
from lasna.meetings.services.locking import locked_participant, require_not_over

MOST = 100
"""In one meeting."""
_State = Participant.State
_IN = (_State.ADMITTED, _State.PRESENT, _State.AWAY, _State.LEFT)

_WHY: dict[str, str | Promise] = {
    "link.empty": _("Write the address of a web page, for example www.kela.fi."),
    "link.long": _("This address is too long. Send the address of the page's beginning."),
    "link.scheme": _("This is not the address of a web page. Such an address begins with https:// or www."),
    "link.characters": _(
        "This address holds a character that addresses cannot have. Copy the address from the top of the page"
        " and send it alone."
    ),
    "link.user": _(
        "This address has an @ before the page's name. It may lead elsewhere than it looks. Send the address"
        " without it."
    ),
    "link.port": _("This address has a number after the page's name. Send the address without it."),
    "link.number": _("This address has numbers in place of a name. Send one with a name, as www.kela.fi."),
    "link.letters": _(
        "This address has letters that look like others. It may lead elsewhere than it looks."
        " It was not sent."
    ),
    "link.name": _("This address is not complete. Copy the whole address from the top of the page."),
    "link.private": _("This page is not open to everybody, so the others cannot open it. It was not sent."),
    "link.own": _(
        "This link is somebody's own way into this service. It is not sent to others."
        " To ask somebody to join, tell the adviser."
    ),
}


def checked(address: str) -> PublicAddress:
    """The address, if it is a public page's. Else in words why not."""
    try:
        return public_address(address, ours=settings.ALLOWED_HOSTS)
    except NotPublic as refused:
        raise UserError(refused.code, _WHY[refused.code]) from refused


@transaction.atomic
def share_link(*, participant_id: int, address: str) -> SharedLink:
    """To everybody in the room, and on record."""
    sender = locked_participant(participant_id)
    meeting = sender.meeting
    if sender.state not in _IN:
        raise NotHere("participant")
    require_not_over(meeting)
    require_links(meeting)
    public = checked(address)
    if SharedLink.objects.filter(meeting=meeting).count() >= MOST:
        raise UserError("link.too_many", _("A hundred links have been sent in this meeting. No more fit in."))
    link = SharedLink.objects.create(
        meeting=meeting, by=sender, address=public.address, host=public.host, at=clock.now()
    )
    publish(meeting.room_id, LinkShared(shared=view_of(link)))
    who = f"person:{sender.person_id}" if sender.person_id else f"participant:{sender.pk}"
    record(chain=meeting.organisation_id, who=who, deed="link.shared", subject="meeting", ids=[meeting.pk])
    return link


def erase_links(client_id: int) -> int:
    """With whatever of the meetings is left; the streams in which they were told go with those."""
    return links_of(client_id).delete()[0]
