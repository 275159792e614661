"""What an organisation may say: the parts of its pages, and the rules of its meetings."""

from lasna.organisation.states.pages import PARTS, Part
from lasna.organisation.states.rules import (
    LEVELS,
    SETTINGS,
    SETTINGS_OF_MEETINGS,
    Level,
    level_words,
    value_words,
    words_of,
)

__all__ = [
    "LEVELS",
    "PARTS",
    "SETTINGS",
    "SETTINGS_OF_MEETINGS",
    "Level",
    "Part",
    "level_words",
    "value_words",
    "words_of",
]
