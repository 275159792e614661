"""Where a letter's number, or the link that somebody typed from one, becomes a letter."""

from lasna.clients.access import standing_towards
from lasna.correspondence.models import Message
from lasna.correspondence.queries.paper import letters_of, typed
from lasna.errors import NotHere
from lasna.kernel import keys
from lasna.people.models import Person
from lasna.policy import Action, require


def letter_for(person: Person, letter_id: int, *, locked: bool = False) -> Message:
    """The letter, if ``person`` may print what goes to its client. Otherwise 404."""
    rows = letters_of(person).select_related("organisation", "client__office").filter(pk=letter_id)
    letter = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if letter is None or letter.client is None:
        raise NotHere("letter")
    require(Action.LETTER_PRINT, standing_towards(letter.client, person))
    return letter


def letter_behind(code: str) -> Message:
    """The letter in which this short link stands."""
    rows = Message.objects.filter(channel=Message.Channel.POST, paper_hash=keys.hashed(typed(code)))
    letter = rows.first()
    if letter is None:
        raise NotHere("link")
    return letter
