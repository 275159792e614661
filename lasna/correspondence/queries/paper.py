"""Letters on paper: which wait, and what a sheet says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import PAPER_LINKS, RENDERERS, Letter, Link, one_line
from lasna.correspondence.queries import ENDS_WITHOUT, sender_name
from lasna.kernel import clock, keys
from lasna.kernel.phones import read_phone
from lasna.kernel.web.lists import ListPage, page_of
from lasna.kernel.web.times import in_zone
from lasna.people.access import office_ids_of
from lasna.people.models import Organisation, Person

BACK_WITHIN = timedelta(days=1)
"""So long "posted" can be taken back."""
POSTED_SHOWN = 20
_MISREAD = str.maketrans("oil", "011")


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper. The one link in it is short, and the same as its picture."""

    sender: str
    phone: str
    receiver: Sequence[str]
    """The lines in the window of the envelope."""
    day: str
    letter: Letter
    language: str

    @property
    def long(self) -> bool:
        """The receiver is written smaller, so that all of it is seen in the window."""
        return len(self.receiver) > 5 or any(len(line) > 38 for line in self.receiver)


def paper_code(letter: Message) -> str:
    """Computed from keys that the database does not hold."""
    return keys.paper_token("paper", letter.pk)


def short_link(letter: Message) -> str:
    code = paper_code(letter)
    return f"{settings.LASNA_URL}/p/{'-'.join(code[at : at + 4] for at in range(0, 16, 4))}"


def typed(code: str) -> str:
    """As ``paper_code`` has it, whatever somebody read from the paper."""
    marks = code.lower().translate(_MISREAD)
    return "".join(mark for mark in marks if mark in keys.PAPER_MARKS)[:40]


def letters_of(person: Person) -> QuerySet[Message]:
    """To clients of the person's offices."""
    return Message.objects.filter(
        channel=Message.Channel.POST,
        organisation=person.organisation_id,
        client__office__in=office_ids_of(person),
    )


def _shown(person: Person) -> QuerySet[Message]:
    return letters_of(person).select_related("client__office", "posted_by")


def to_print(person: Person, *, number: int = 1) -> ListPage[Message]:
    """The longest waiting first."""
    waiting = _shown(person).filter(state=Message.State.PRINT, drop_after__gt=clock.now())
    return page_of(waiting.order_by("pk"), number)


def posted_lately(person: Person) -> list[Message]:
    """What can still be taken back, the newest first."""
    now = clock.now()
    posted = _shown(person).filter(
        state=Message.State.SENT, sent_at__gt=now - BACK_WITHIN, drop_after__gt=now
    )
    return list(posted.order_by("-sent_at", "-pk")[:POSTED_SHOWN])


def sheet_of(letter: Message) -> Sheet | None:
    """As it is printed today; None: it is not wanted any more. ``letter`` has its client and organisation."""
    assert letter.client is not None
    with translation.override(letter.language):
        rendered = RENDERERS[letter.kind](letter)
        if rendered is None or rendered.said is None:
            return None
        said = _with_link(rendered.said, short_link(letter)) if letter.kind in PAPER_LINKS else rendered.said
        return _sheet(letter.organisation, letter.address.splitlines(), said, letter.client.office.zone)


def sample_sheet(organisation: Organisation, said: Letter, receiver: Sequence[str]) -> Sheet:
    """In the active language, of a letter that nobody gets: its link leads nowhere."""
    said = _with_link(said, f"{settings.LASNA_URL}/p{ENDS_WITHOUT}")
    return _sheet(organisation, receiver, said, settings.TIME_ZONE)


def _sheet(organisation: Organisation, receiver: Sequence[str], said: Letter, zone: str) -> Sheet:
    return Sheet(
        sender=sender_name(organisation),
        phone=read_phone(organisation.phone) if organisation.phone else "",
        receiver=[one_line(line) for line in receiver],
        day=date_format(in_zone(clock.now(), zone), "DATE_FORMAT"),
        letter=said,
        language=translation.get_language() or organisation.language,
    )


def _with_link(said: Letter, address: str) -> Letter:
    """The first link by its short address. A letter has no other."""
    parts: list[str | Link] = []
    for part in said.parts:
        if not isinstance(part, Link):
            parts.append(part)
        elif not any(isinstance(other, Link) for other in parts):
            parts.append(replace(part, address=address))
    return replace(said, parts=parts)
