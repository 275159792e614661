"""An organisation puts messages into words of its own. Every change is an edition, and on record."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.correspondence.models import Message
from lasna.correspondence.services import queue_message
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.organisation.services import own_organisation
from lasna.people.models import Person
from lasna.wording.access import Said
from lasna.wording.models import Wording
from lasna.wording.queries import editions_of
from lasna.wording.states import Words, faults_of

TRIED_WITHIN = timedelta(hours=1)
READY = Words("", "")
"""Nothing of its own: the ready-made words."""


@transaction.atomic
def use_words(*, said: Said, words: Words, by: Person) -> Wording:
    """From now on messages say this, those too that have not left yet. So an older one comes back."""
    own_organisation(by)
    edition = _edition(said, _checked(said, words), by)
    if not edition.current:
        _same(edition).filter(current=True).update(current=False)
        edition.current = True
        edition.save(update_fields=["current"])
        _record(by, "wording.changed", edition)
    return edition


@transaction.atomic
def try_words(*, said: Said, words: Words, by: Person) -> Wording:
    """Sent to whoever wrote them, as a client would get them; a letter is there to be opened. An edition that
    is not in use."""
    organisation = own_organisation(by)
    tried = _edition(said, _checked(said, words), by)
    _record(by, "wording.tried", tried)
    if said.channel == Message.Channel.POST:
        return tried
    queue_message(
        organisation=organisation,
        kind="wording",
        about=tried.pk,
        channel=said.channel,
        address=by.email if said.titled else by.phone,
        language=said.language,
        drop_after=clock.now() + TRIED_WITHIN,
    )
    return tried


def _same(edition: Wording) -> QuerySet[Wording]:
    """All editions of the same message."""
    return Wording.objects.filter(
        organisation=edition.organisation_id,
        message=edition.message,
        channel=edition.channel,
        language=edition.language,
    )


def _edition(said: Said, words: Words, by: Person) -> Wording:
    """The newest one, where it says just this; else a new one."""
    newest = next(iter(editions_of(by.organisation_id, *said.address)), None)
    if newest is not None and Words(newest.subject, newest.text) == words:
        return newest
    message, channel, language = said.address
    return Wording.objects.create(
        organisation_id=by.organisation_id,
        message=message,
        channel=channel,
        language=language,
        subject=words.subject,
        text=words.text,
        by=by,
        at=clock.now(),
    )


def _checked(said: Said, words: Words) -> Words:
    """Words that leave nothing out and fill in nothing that there is not."""
    if words in (READY, said.ready):
        return READY
    for _field, fault in faults_of(words, said.template.placeholders, titled=said.titled):
        raise UserError("wording.faulty", fault)
    if not words.text:
        raise UserError("wording.empty", _("Write the message."))
    return words


def _record(by: Person, deed: str, edition: Wording) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="wording", ids=[edition.pk])
