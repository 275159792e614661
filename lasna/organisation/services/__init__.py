"""What an organisation says of itself, and the rules of its meetings. Every change is on record."""

from lasna.organisation.services.rules import (
    Word,
    note_rules,
    say_rules,
    say_rules_of_office,
    write_words,
)
from lasna.organisation.services.saying import (
    Senders,
    ThemeWish,
    bring_back,
    change_senders,
    change_theme,
    offer_languages,
    own_organisation,
    publish_draft,
    write_draft,
)

__all__ = [
    "Senders",
    "ThemeWish",
    "Word",
    "bring_back",
    "change_senders",
    "change_theme",
    "note_rules",
    "offer_languages",
    "own_organisation",
    "publish_draft",
    "say_rules",
    "say_rules_of_office",
    "write_draft",
    "write_words",
]
