"""The words of a message: the organisation's own where it has some, else the ready-made ones."""

from lasna.correspondence.protocol import Letter
from lasna.wording.protocol import TEMPLATES
from lasna.wording.states import Values


def letter_of(name: str, *, organisation_id: int, channel: str, values: Values) -> Letter:
    """In the active language, by ``channel``."""
    template = TEMPLATES[name]
    return template.letter(template.ready_words(channel), values)
