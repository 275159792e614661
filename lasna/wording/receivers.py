"""The message by which whoever writes the words tries them."""

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.wording.models import Wording
from lasna.wording.protocol import TEMPLATES
from lasna.wording.queries import words_of


@message_kind("wording")
def render_wording(message: Message) -> Rendered | None:
    """As a client would get it, of a meeting that does not exist."""
    tried = Wording.objects.filter(pk=message.about).select_related("by__organisation").first()
    template = TEMPLATES.get(tried.message) if tried else None
    if tried is None or template is None or not tried.by.is_active:
        return None
    words = words_of(template, tried.channel, tried.subject, tried.text)
    return template.letter(words, template.sample(tried.by)).rendered(message.channel)
