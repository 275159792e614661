"""Reading the outbox and the mailbox."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from secrets import compare_digest
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.protocol import ONCE, Letter, Link, Receipt, one_line
from lasna.kernel import clock, keys, sms
from lasna.kernel.keys import TOKEN_LENGTH
from lasna.kernel.numbers import number_in
from lasna.kernel.web.times import dated_time
from lasna.people.models import Organisation, Person, PersonLink

CENT = Decimal("0.01")
ENDS_WITHOUT = "/…"
"""How a link ends that is shown before there is one."""


def due(channel: Message.Channel) -> QuerySet[Message]:
    """What waits to be sent, the longest due first."""
    return Message.objects.filter(
        state=Message.State.PENDING, channel=channel, due_at__lte=clock.now()
    ).order_by("due_at", "pk")


def abandoned() -> QuerySet[Message]:
    """Handed over by a worker that has not said since what became of it."""
    late = Message.objects.filter(state=Message.State.SENDING, lease_until__lte=clock.now())
    return late.select_related("organisation").order_by("pk")


def troubled(organisation_id: int) -> QuerySet[Message]:
    """What did not arrive, or of which nobody knows; but not where the same was sent again since."""
    later = Message.objects.filter(kind=OuterRef("kind"), about=OuterRef("about"), pk__gt=OuterRef("pk"))
    return Message.objects.filter(
        ~Exists(later),
        organisation=organisation_id,
        state__in=(Message.State.FAILED, Message.State.UNKNOWN),
    ).order_by("-created_at", "-pk")


def can_leave_again(message: Message) -> bool:
    return message.drop_after > clock.now() and message.kind not in ONCE


def receipt_reference(message_id: int) -> str:
    """How a gateway may name a message to us; nobody else can make one."""
    return f"{message_id}-{keys.hashed(f'receipt:{message_id}')[:24]}"


def told_of(receipt: Receipt) -> QuerySet[Message]:
    """The text message that a receipt is about: one, or none."""
    messages = Message.objects.filter(channel=Message.Channel.SMS)
    if not receipt.reference:
        return messages.filter(gateway_id=receipt.gateway_id) if receipt.gateway_id else messages.none()
    number = number_in(receipt.reference.partition("-")[0])
    if number is None:
        return messages.none()
    ours = compare_digest(receipt.reference.encode(), receipt_reference(number).encode())
    return messages.filter(pk=number) if ours else messages.none()


def sender_address(organisation: Organisation) -> str:
    """Whom mails of this organisation come from."""
    return organisation.sender_email or f"no-reply@{urlsplit(settings.LASNA_URL).hostname}"


def sender_name(organisation: Organisation) -> str:
    """The same, as people read it."""
    return one_line(organisation.sender_name or organisation.name)


@dataclass(frozen=True)
class TextMessageSize:
    """For people: ``price`` and ``longer_by`` are words, empty where there is nothing to say."""

    parts: int
    parts_without: int
    price: str
    longer_by: str


def text_message_size(text: str, organisation: Organisation) -> TextMessageSize:
    """What ``text`` takes as it would leave: a link that is only shown counts as long as a real one."""
    size = sms.size_of(text.replace(ENDS_WITHOUT, "/" + "x" * TOKEN_LENGTH))
    each = organisation.sms_price
    return TextMessageSize(
        parts=size.parts,
        parts_without=size.parts_without,
        price=number_format((size.parts * each).quantize(CENT, ROUND_UP), 2) if each else "",
        longer_by=", ".join(map(sms.named, size.strange)) if size.made_longer else "",
    )


def has_mailbox() -> bool:
    """Only a demo organisation has one."""
    return Organisation.objects.filter(is_demo=True).exists()


def _items() -> QuerySet[MailboxItem]:
    return MailboxItem.objects.filter(message__organisation__is_demo=True).select_related("message")


def mailbox(address: str = "", *, limit: int = 100) -> list[MailboxItem]:
    """What the demo's gateway received, newest first; of one address, or of all."""
    items = _items().filter(address=address) if address else _items()
    return list(items[:limit])


def mailbox_addresses() -> list[str]:
    return list(_items().order_by("address").values_list("address", flat=True).distinct())


def mailbox_calendar(item_id: int) -> str:
    """The calendar file of a mail; empty: there is none."""
    return _items().filter(pk=item_id).values_list("calendar", flat=True).first() or ""


def invitation_of_staff(link: PersonLink, address: str) -> Letter:
    """The words that bring a new member of staff to their first password."""
    organisation = one_line(link.person.organisation.name)
    until = dated_time(link.until, settings.TIME_ZONE)
    return Letter(
        _("Welcome to Läsnä: choose your password"),
        [
            _("{organisation} has added you to Läsnä. There you meet clients by video and by phone.").format(
                organisation=organisation
            ),
            _("Choose a password first. You sign in with it and with this address: {email}.").format(
                email=link.person.email
            ),
            Link(address, _("Choose a password")),
            _(
                "The link works once, until {until}. Ask your organisation's administrator for a new one"
                " if it no longer works."
            ).format(until=until),
            _("If you did not expect this message, you do not have to do anything."),
            organisation,
        ],
    )


def password_letter(link: PersonLink, address: str) -> Letter:
    """The words that bring somebody who has forgotten their password to a new one."""
    return Letter(
        _("Läsnä: choose a new password"),
        [
            _("Somebody, hopefully you, has asked for a new password to Läsnä for {email}.").format(
                email=link.person.email
            ),
            Link(address, _("Choose a new password")),
            _("The link works once, for one hour. Your second factor stays as it is."),
            _("If it was not you, you do not have to do anything: your password stays as it is."),
            one_line(link.person.organisation.name),
        ],
    )


def factors_letter(person: Person) -> Letter:
    """The words that tell somebody that an administrator has taken their second factor away."""
    return Letter(
        _("Läsnä: your second factor was taken away"),
        [
            _(
                "An administrator of your organisation has taken your second factor away, and you have been"
                " signed out everywhere. When you next sign in, set up a new one."
            ),
            _("If you did not ask for this, phone your organisation's administrator now."),
            one_line(person.organisation.name),
        ],
    )
