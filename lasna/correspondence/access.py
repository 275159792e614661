"""Where a letter's number, or the link that somebody typed from one, becomes a letter."""

from lasna.clients.access import client_for
from lasna.correspondence.models import Message
from lasna.correspondence.queries.paper import typed
from lasna.errors import NotHere
from lasna.kernel import keys
from lasna.people.models import Person
from lasna.policy import Action


def letter_for(person: Person, letter_id: int, *, locked: bool = False) -> Message:
    """The letter, if ``person`` may print what goes to its client. Otherwise 404."""
    rows = Message.objects.filter(channel=Message.Channel.POST, organisation=person.organisation_id)
    if locked:
        rows = rows.select_for_update(of=("self",))
    letter = rows.select_related("organisation").filter(pk=letter_id).first()
    if letter is None or letter.client_id is None:
        raise NotHere("letter")
    letter.client = client_for(person, letter.client_id, Action.LETTER_PRINT)
    return letter


def letter_behind(code: str) -> Message:
    """The letter in which this short link stands."""
    rows = Message.objects.filter(channel=Message.Channel.POST, paper_hash=keys.hashed(typed(code)))
    letter = rows.first()
    if letter is None:
        raise NotHere("link")
    return letter
