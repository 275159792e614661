"""Keeping what a client tried, with their consent; and sending them a link to try by."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.clients.services import address_by
from lasna.correspondence.services import erase_messages, queue_message
from lasna.errors import UserError
from lasna.guidance.models import Trial
from lasna.guidance.queries.trying import messages_of
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.people.models import Person
from lasna.policy import Action

MOST_A_DAY = 20
"""Of one client: who holds the link cannot fill the card."""
LINK_OF_USE = timedelta(days=14)


@dataclass(frozen=True)
class Tried:
    """As the fields of ``Trial``."""

    key: str = ""
    device: str = ""
    camera: str = ""
    microphone: str = ""
    hears: bool | None = None
    speed: int | None = None
    round_trip: int | None = None
    relayed: bool = False
    blocked: bool = False
    quiet: bool | None = None
    sure: str = ""
    wish: str = ""


@transaction.atomic
def keep_trial(*, client_id: int, tried: Tried) -> Trial:
    """The client says that their adviser may know it: on their card, with the day."""
    client = Client.objects.select_for_update(of=("self",)).select_related("office").get(pk=client_id)
    now = clock.now()
    known = Trial.objects.filter(client=client, key=tried.key).first()
    if known is not None:  # the answer was lost on its way
        return known
    if Trial.objects.filter(client=client, at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise UserError(
            "try.too_often", _("You have tried many times today. Try again tomorrow, or call us.")
        )
    trial = Trial.objects.create(client=client, at=now, **vars(tried))
    _note(client, trial)
    for deed in ("client.tried", *(["client.wish_chosen"] if trial.wish else [])):
        record(
            chain=client.organisation_id,
            who=f"client:{client.pk}",
            deed=deed,
            subject="client",
            ids=[client.pk],
        )
    return trial


def _note(client: Client, trial: Trial) -> None:
    """Tried, not guessed (N3): the newest trial is what the office goes by."""
    today = trial.at.astimezone(ZoneInfo(client.office.zone)).date()
    client.means_camera = _works(trial.camera, client.means_camera)
    client.means_microphone = _works(trial.microphone, client.means_microphone)
    client.means_device = trial.device or client.means_device
    client.means_tried_on = today
    if trial.wish:
        client.wish, client.wish_asked_on = trial.wish, today
    client.save(
        update_fields=[
            "means_camera",
            "means_microphone",
            "means_device",
            "means_tried_on",
            "wish",
            "wish_asked_on",
        ]
    )


def _works(state: str, before: str) -> str:
    """Switched off, or not tried, says nothing new."""
    if state in ("", "off"):
        return before
    return Client.YesNo.YES if state == "on" else Client.YesNo.NO


@transaction.atomic
def send_try_link(*, client_id: int, by: Person, channel: str) -> None:
    """By ``email`` or ``sms``."""
    client = client_for(by, client_id, Action.CLIENT_TRY)
    address = address_by(channel, client.addressee)
    queue_message(
        organisation=client.organisation,
        kind="try",
        about=client.pk,
        channel=channel,
        address=address,
        language=client.language,
        drop_after=clock.now() + LINK_OF_USE,
    )
    record(
        chain=client.organisation_id,
        who=f"person:{by.pk}",
        deed="client.try_link_sent",
        subject="client",
        ids=[client.pk],
    )


def erase_trials(client_id: int) -> int:
    """With the messages that asked them to try."""
    erase_messages(messages_of(client_id))
    return Trial.objects.filter(client=client_id).delete()[0]
