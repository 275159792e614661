"""Mails to staff: ``people`` lies below and says that somebody has a new link; here it becomes a message."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.correspondence.queries import factors_letter, invitation_of_staff, password_letter
from lasna.correspondence.services import queue_message
from lasna.people.models import Person, PersonLink
from lasna.people.services import token_of
from lasna.people.signals import link_made


@receiver(link_made, dispatch_uid="correspondence.link_made")
def mail_link(
    sender: object, *, kind: str, about: int, version: int, person: Person, until: datetime, **news: Any
) -> None:
    """In the transaction that made the link: both are there, or neither."""
    queue_message(
        organisation=person.organisation,
        kind=kind,
        about=about,
        version=version,
        channel=Message.Channel.EMAIL,
        address=person.email,
        language=person.language,
        drop_after=until,
    )


def link_of(message: Message) -> PersonLink | None:
    """The link to send; None: used, replaced by a newer one, or its person is no longer with us."""
    links = PersonLink.objects.filter(pk=message.about, version=message.version, used_at=None)
    return links.filter(person__is_active=True).select_related("person__organisation").first()


def address_of(link: PersonLink, url_name: str) -> str:
    return settings.LASNA_URL + reverse(url_name, args=[token_of(link)])


@message_kind("staff_invitation")
def render_staff_invitation(message: Message) -> Rendered | None:
    link = link_of(message)
    if link is None:
        return None
    return invitation_of_staff(link, address_of(link, "accept_invitation")).as_mail()


@message_kind("password_reset")
def render_password_reset(message: Message) -> Rendered | None:
    link = link_of(message)
    if link is None:
        return None
    return password_letter(link, address_of(link, "new_password")).as_mail()


@message_kind("factors_taken")
def render_factors_taken(message: Message) -> Rendered | None:
    """About the person, not about a link."""
    person = Person.objects.filter(pk=message.about, is_active=True).select_related("organisation").first()
    return factors_letter(person).as_mail() if person is not None else None
