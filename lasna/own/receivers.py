"""The messages about a client's own page are rendered when they leave."""

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.kernel import clock, keys
from lasna.own.access import links
from lasna.own.models import OwnLink
from lasna.own.queries.messages import page_code_letter, page_letter


def _link(message: Message) -> OwnLink | None:
    """Unless it was withdrawn, or another one has taken its place."""
    rows = links().filter(pk=message.about, version=message.version, withdrawn_at=None)
    return rows.filter(until__gt=clock.now()).first()


@message_kind("own_page")
def render_page(message: Message) -> Rendered | None:
    link = _link(message)
    return page_letter(link, message.channel).rendered(message.channel) if link else None


@message_kind("own_code", once=True)
def render_code(message: Message) -> Rendered | None:
    link = _link(message)
    newer = Message.objects.filter(kind="own_code", about=message.about, pk__gt=message.pk)
    if link is None or newer.exists():
        return None
    return page_code_letter(link, keys.opened(message.secret), message.channel).rendered(message.channel)
