"""Names and numbers from addresses become messages and editions here, or nothing is here."""

import re
from dataclasses import dataclass

from django.utils.translation import override

from lasna.correspondence.models import Message
from lasna.errors import NotHere
from lasna.people.models import Person
from lasna.wording.models import Wording
from lasna.wording.protocol import TEMPLATES, Template
from lasna.wording.states import Words

_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Said:
    """One message, by one channel, in one language."""

    template: Template
    channel: str
    language: str

    @property
    def titled(self) -> bool:
        """It has a subject."""
        return self.channel != Message.Channel.SMS

    @property
    def ready(self) -> Words:
        with override(self.language):
            return self.template.ready_words(self.channel)

    @property
    def address(self) -> tuple[str, str, str]:
        return self.template.name, self.channel, self.language


def said_by(person: Person, message: str, channel: str, language: str) -> Said:
    """What this person's organisation says to its clients, in a language that it offers."""
    template = TEMPLATES.get(message)
    if template is None or not template.goes_by(channel) or language not in person.organisation.offered:
        raise NotHere("message")
    return Said(template, channel, language)


def edition_of(person: Person, said: Said, number: str) -> Wording:
    """An edition of this message by this person's own organisation."""
    message, channel, language = said.address
    own = Wording.objects.filter(organisation=person.organisation_id, message=message)
    own = own.filter(channel=channel, language=language)
    edition = own.filter(pk=int(number)).first() if _NUMBER.fullmatch(number) else None
    if edition is None:
        raise NotHere("wording")
    return edition
