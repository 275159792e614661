"""What an organisation says of itself: written, published, taken back. Every change is on record."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.pictures import Picture, picture_of
from lasna.kernel.web.colours import can_be_read, parse_colour
from lasna.kernel.web.languages import CODES
from lasna.organisation.models import Edition, Kind, Logo
from lasna.organisation.queries import theme_of
from lasna.people.models import Organisation, Person
from lasna.people.services.addresses import give_slug
from lasna.people.services.sign_in_rules import require_administrator

LOGO_WITHIN = (400, 96)
"""Twice the size it is shown at, for fine screens."""


def own_organisation(by: Person) -> Organisation:
    """The person's organisation, locked: what it says follows one after the other."""
    require_administrator(by)
    return Organisation.objects.select_for_update().get(pk=by.organisation_id)


def _record(by: Person, deed: str, subject: str, number: int) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject=subject, ids=[number])


@transaction.atomic
def write_draft(*, kind: Kind, content: dict[str, object], by: Person) -> Edition:
    """What is being written; nobody sees it before it is published."""
    organisation = own_organisation(by)
    edition, _made = Edition.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        published_at=None,
        defaults={"content": content, "by": by, "written_at": clock.now()},
    )
    _record(by, f"{kind.value}.written", "edition", edition.pk)
    return edition


@transaction.atomic
def publish_draft(*, kind: Kind, by: Person) -> Edition:
    """From now on everybody reads it."""
    organisation = own_organisation(by)
    edition = Edition.objects.filter(organisation=organisation, kind=kind, published_at=None).first()
    if edition is None:
        raise UserError("edition.no_draft", _("There is nothing new to publish. Write it first."))
    edition.by = by
    _make_current(organisation, edition)
    _record(by, f"{kind.value}.published", "edition", edition.pk)
    return edition


def _make_current(organisation: Organisation, edition: Edition) -> None:
    Edition.objects.filter(organisation=organisation, kind=edition.kind, current=True).update(current=False)
    edition.current, edition.published_at = True, clock.now()
    edition.save()
    give_slug(organisation)


@transaction.atomic
def bring_back(*, edition: Edition, by: Person) -> Edition:
    """An older edition again, as the newest: what was said in between stays on record."""
    organisation = own_organisation(by)
    again = Edition(
        organisation=organisation,
        kind=edition.kind,
        content=edition.content,
        by=by,
        written_at=clock.now(),
    )
    _make_current(organisation, again)
    if edition.kind == Kind.THEME:
        _rename(organisation, again.content["theme"]["name"])
    _record(by, f"{edition.kind}.brought_back", "edition", again.pk)
    return again


@dataclass(frozen=True)
class ThemeWish:
    """``picture``: the file of a new logo. ``colour``: empty for our own."""

    name: str
    colour: str
    picture: bytes = b""
    without_logo: bool = False


def change_theme(*, wish: ThemeWish, by: Person) -> Edition:
    """Another name, colour or logo, for everybody at their next page."""
    colour = parse_colour(wish.colour)
    if wish.colour and not colour:
        raise UserError("theme.not_a_colour", _("Write the colour like this: #0b5a60."))
    if colour and not can_be_read(colour):
        raise UserError("theme.contrast", _("Text in this colour is too faint to read. Choose a darker one."))
    # Decoded before the transaction: it takes time.
    picture = picture_of(wish.picture, within=LOGO_WITHIN) if wish.picture else None
    with transaction.atomic():
        organisation = own_organisation(by)
        theme = theme_of(organisation) | {"name": wish.name, "colour": colour}
        theme |= _logo(organisation, picture, none=wish.without_logo)
        edition = Edition(
            organisation=organisation,
            kind=Kind.THEME,
            content={"theme": theme},
            by=by,
            written_at=clock.now(),
        )
        _make_current(organisation, edition)
        _rename(organisation, wish.name)
        _record(by, "theme.published", "edition", edition.pk)
    return edition


def _logo(organisation: Organisation, picture: Picture | None, *, none: bool) -> dict[str, object]:
    """What changes of the theme's logo."""
    if picture is None:
        return {"logo": "", "width": 0, "height": 0} if none else {}
    name = hashlib.sha256(picture.content).hexdigest()
    Logo.objects.get_or_create(organisation=organisation, hash=name, defaults={"content": picture.content})
    return {"logo": name, "width": picture.width // 2 or 1, "height": picture.height // 2 or 1}


def _rename(organisation: Organisation, name: str) -> None:
    organisation.name = name
    organisation.save(update_fields=["name"])


@transaction.atomic
def offer_languages(*, languages: Sequence[str], by: Person) -> None:
    """What clients may choose from; the first is the usual one."""
    organisation = own_organisation(by)
    wanted = [code for code in dict.fromkeys(languages) if code in CODES]
    if not wanted:
        raise UserError("languages.none", _("Choose at least one language."))
    organisation.languages, organisation.language = ",".join(wanted), wanted[0]
    organisation.save(update_fields=["languages", "language"])
    _record(by, "organisation.languages_changed", "organisation", organisation.pk)


@dataclass(frozen=True)
class Senders:
    """Checked by the form that read them."""

    sender_name: str
    sender_email: str
    reply_to: str
    sms_sender: str
    sms_price: Decimal | None
    phone: str


@transaction.atomic
def change_senders(*, senders: Senders, by: Person) -> None:
    """Whom messages come from, and the number that clients may call."""
    organisation = own_organisation(by)
    for name, value in vars(senders).items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(vars(senders)))
    _record(by, "organisation.senders_changed", "organisation", organisation.pk)
