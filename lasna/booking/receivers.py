"""News from meetings and advisers' own calendars keeps the count of what is taken; the link's message is
rendered when it leaves."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.dispatch import receiver

from lasna.booking.access import links
from lasna.booking.models import waiting_of
from lasna.booking.queries.hours import away_in
from lasna.booking.queries.links import address_of
from lasna.booking.queries.messages import booking_letter, offer_letter
from lasna.booking.services import count_weeks
from lasna.booking.states import Span
from lasna.calendars.signals import busy_changed
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind, on_paper
from lasna.kernel import clock
from lasna.meetings.queries.series import HINDERS
from lasna.meetings.signals import plans_changed

HINDERS.append(away_in)


@receiver(plans_changed, dispatch_uid="booking.plans_changed")
def plans_have_changed(sender: object, adviser_id: int, spans: Sequence[Span], **news: Any) -> None:
    count_weeks(adviser_id, spans)


@receiver(busy_changed, dispatch_uid="booking.busy_changed")
def is_busy_elsewhere(sender: object, adviser_id: int, spans: Sequence[Span], **news: Any) -> None:
    count_weeks(adviser_id, spans)


@message_kind("booking")
def render_booking(message: Message) -> Rendered | None:
    link = links().filter(pk=message.about, withdrawn_at=None, until__gt=clock.now()).first()
    return booking_letter(link, message.channel).rendered(message.channel) if link else None


@on_paper("booking")
def paper_link(message: Message) -> str:
    """Withdrawn or too old, the page of the link says so itself."""
    link = links().filter(pk=message.about).first()
    return address_of(link).removeprefix(settings.LASNA_URL) if link else ""


@message_kind("booking_offer")
def render_offer(message: Message) -> Rendered | None:
    """Of a time that was taken, refused or passed on meanwhile nobody is told."""
    link = links().filter(pk=message.about, withdrawn_at=None).first()
    waiting = waiting_of(link) if link else None
    if link is None or waiting is None or waiting.offered is None or waiting.offers != message.version:
        return None
    return offer_letter(link, waiting, message.channel).rendered(message.channel)
