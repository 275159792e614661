"""What other packages give: each message they send, its ready-made words and its places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter, Link
from lasna.people.models import Person
from lasna.wording.states import Placeholder, Text, Values, Words, filled, said

NAME = Placeholder(
    "name",
    _("The adviser's name. Let it be who does something: “{name} calls you”."),
    in_subject=True,
)
ORGANISATION = Placeholder(
    "organisation",
    _("The name of the organisation, so that the reader knows who writes."),
    required=True,
    in_subject=True,
)
CALL_BACK = Placeholder(
    "call_back",
    _("The number to call. Without a number the line is left out."),
    required=True,
    may_be_empty=True,
)


@dataclass(frozen=True)
class Template:
    """One message that an organisation may put into words of its own."""

    name: str
    kinds: Sequence[str]
    """The kinds of message (``@message_kind``) that say it."""
    title: Text
    ready: Callable[[], Letter]
    """The ready-made words in the active language, with places for the values; ``Link("{link}", words)``."""
    placeholders: Sequence[Placeholder]
    sample: Callable[[Person], Values]
    """What stands in the places if this person sent it for a meeting that does not exist."""
    way: Text = ""
    """How people meet, where the words differ by it."""
    last_line: Callable[[Values], str] = lambda values: ""
    """Of a text message: for the phone, not for the reader."""
    by_letter: bool = False
    """It can be a letter, too: it is of use days later, and no secret."""

    @property
    def channels(self) -> list[tuple[str, Text]]:
        """By which it goes, with their words."""
        return [pair for pair in Message.Channel.choices if self.by_letter or pair[0] != Message.Channel.POST]

    def goes_by(self, channel: str) -> bool:
        return channel in dict(self.channels)

    def ready_words(self, channel: str) -> Words:
        """As somebody would have written them."""
        letter = self.ready()
        if channel == Message.Channel.SMS:
            texts = [part for part in letter.parts if isinstance(part, str)]
            links = [part for part in letter.parts if isinstance(part, Link)]
            addresses = [_line(link) if link.aside else link.address for link in links]
            return Words("", "\n\n".join(["\n".join(texts), *addresses]))
        lines = [_line(part) if isinstance(part, Link) else part for part in letter.parts]
        return Words(letter.subject, "\n\n".join(lines))

    def letter(self, words: Words, values: Values) -> Letter:
        links = [place.name for place in self.placeholders if place.is_link]
        parts = said(words.text, values, links)
        return Letter(filled(words.subject, values), parts, last_line=self.last_line(values))


def _line(link: Link) -> str:
    return f"{link.words}: {link.address}"


TEMPLATES: dict[str, Template] = {}
"""In the order of the page that lists them."""


def offer_words(*templates: Template) -> None:
    """Register messages that an organisation may put into words of its own."""
    TEMPLATES.update({template.name: template for template in templates})
