"""What was not answered, or was promised a call: the client is called, and nothing is due any more."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.contacts.models import Contact
from lasna.contacts.services import Happening, add_contact
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.knocking.models import Knock
from lasna.knocking.services.moving import locked_by, note
from lasna.knocking.states import is_to_be_called
from lasna.people.models import Person

TALKED = 5
"""Minutes that a call is written down with; the contact can be changed or taken back."""


@transaction.atomic
def called(*, knock_id: int, by: Person) -> Contact | None:
    """They talked by phone: the contact is written. None: pressed twice, it was written before."""
    knock = _due(knock_id, by)
    if knock is None:
        return None
    now = clock.now()
    began = now - timedelta(minutes=TALKED)
    happening = Happening(Channel.PHONE, began, TALKED, Contact.BeganBy.CLIENT)
    contact = add_contact(by=by, client_id=knock.client_id, happening=happening)
    note(knock, f"person:{by.pk}", "knock.called")
    return contact


@transaction.atomic
def settled_otherwise(*, knock_id: int, by: Person) -> None:
    """Otherwise settled: by a message, by a new time, or there is nothing to be done."""
    knock = _due(knock_id, by)
    if knock is not None:
        note(knock, f"person:{by.pk}", "knock.settled")


def _due(knock_id: int, by: Person) -> Knock | None:
    knock = locked_by(knock_id, by)
    if not is_to_be_called(knock):
        if knock.settled_at is None:
            raise UserError("knock.not_due", _("This question is not due for a call. Look at your day."))
        return None
    knock.settled_at = clock.now()
    knock.save(update_fields=["settled_at"])
    return knock
