"""What clients tried: for their card, for themselves, and the words of the message."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.clients.models import Client
from lasna.clients.protocol import TriedOut
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter, Link, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.guidance.access import try_token
from lasna.guidance.models import Trial
from lasna.guidance.states import ENOUGH_FOR_PICTURE, ENOUGH_FOR_SOUND, MORE_THAN_ENOUGH
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.personal import Section
from lasna.kernel.phones import read_phone
from lasna.people.models import Organisation
from lasna.wording.protocol import CALL_BACK, ORGANISATION, Template, offer_words
from lasna.wording.queries import letter_of
from lasna.wording.states import Placeholder, Values

SHOWN = 20
DEVICES_SHOWN = 3
_kept_newest = Kept(lambda client: Trial.objects.filter(client=client)[:SHOWN], *some_ids(1))


def tried_out_of(client: Client) -> list[TriedOut]:
    """The newest trial of each device, in one statement."""
    newest: dict[str, Trial] = {}
    for trial in _kept_newest.objects(client.pk):
        newest.setdefault(trial.device, trial)
    return [_told(trial) for trial in list(newest.values())[:DEVICES_SHOWN]]


def _told(trial: Trial) -> TriedOut:
    return TriedOut(
        at=trial.at,
        device=trial.device or _("unknown device"),
        troubles=_troubles(trial),
        speed=_speed(trial),
        sure=str(trial.get_sure_display()) if trial.sure else "",
    )


def _troubles(trial: Trial) -> list[str]:
    """What did not work, or was not tried; none: everything works."""
    found = [_camera(trial.camera), _microphone(trial.microphone)]
    if trial.hears is not True:
        found.append(_("sound not tried") if trial.hears is None else _("did not hear the sound"))
    if trial.blocked:
        found.append(_("the network blocks video"))
    elif trial.speed is not None and trial.speed < ENOUGH_FOR_PICTURE:
        found.append(_weak(trial.speed))
    if trial.quiet is False:
        found.append(_("no quiet place"))
    return [words for words in found if words]


def _camera(state: str) -> str:
    if state == "on":
        return ""
    return {
        "blocked": _("camera blocked"),
        "missing": _("no camera"),
        "busy": _("camera in use by another program"),
    }.get(state, _("camera not tried"))


def _microphone(state: str) -> str:
    if state == "on":
        return ""
    return {
        "blocked": _("microphone blocked"),
        "missing": _("no microphone"),
        "busy": _("microphone in use by another program"),
        "silent": _("microphone is not heard"),
    }.get(state, _("microphone not tried"))


def _weak(speed: int) -> str:
    if speed < ENOUGH_FOR_SOUND:
        return _("connection too weak, phone first")
    return _("connection enough for the sound, not for the picture")


def _speed(trial: Trial) -> str:
    if trial.speed is None:
        return ""
    if trial.speed >= MORE_THAN_ENOUGH:
        return _("more than {speed} Mbit/s").format(speed=MORE_THAN_ENOUGH // 1000)
    if trial.speed >= 1000:
        return _("{speed} Mbit/s").format(speed=trial.speed // 1000)
    return _("{speed} kbit/s").format(speed=trial.speed)


def messages_of(client_id: int) -> QuerySet[Message]:
    return Message.objects.filter(kind="try", about=client_id)


def try_address(client_id: int) -> str:
    return f"{settings.LASNA_URL}/try/{try_token(client_id)}"


LINK = Placeholder("link", gettext_lazy("The link for trying."), required=True, is_link=True)


def _ready() -> Letter:
    """Neither the service nor the reason: only what to do."""
    return Letter(
        _("Try the camera and the sound"),
        [
            _("You can try in advance how a video meeting works on your device. It takes a minute."),
            _("Open the link. You do not have to install anything. Nobody sees or hears you."),
            Link(str(LINK), _("Try it")),
            _("If you need help, call {call_back}."),
            str(ORGANISATION),
        ],
    )


def _values(organisation: Organisation, address: str) -> Values:
    return {
        "link": address,
        "call_back": read_phone(organisation.phone),
        "organisation": one_line(organisation.name),
    }


offer_words(
    Template(
        name="try",
        kinds=["try"],
        title=gettext_lazy("Trying the camera and the sound"),
        ready=_ready,
        placeholders=[LINK, CALL_BACK, ORGANISATION],
        sample=lambda person: _values(person.organisation, f"{settings.LASNA_URL}/try{ENDS_WITHOUT}"),
    )
)


def try_letter(client: Client, channel: str) -> Letter:
    values = _values(client.organisation, try_address(client.pk))
    return letter_of("try", organisation_id=client.organisation_id, channel=channel, values=values)


def only_organisation() -> Organisation | None:
    """Whose service this is, where it is one's alone."""
    rows = list(Organisation.objects.order_by("pk")[:2])
    return rows[0] if len(rows) == 1 else None


def told_of(client_id: int) -> list[Section]:
    columns = [
        ("at", _("When")),
        ("device", _("Device")),
        ("camera", _("Camera")),
        ("microphone", _("Microphone")),
        ("hears", _("Heard the sound")),
        ("speed", _("Connection, kbit/s")),
        ("relayed", _("Measured as a meeting goes")),
        ("blocked", _("The network blocks video")),
        ("round_trip", _("Delay, ms")),
        ("quiet", _("Quiet place")),
        ("sure", _("How sure")),
        ("wish", _("Wants to meet")),
    ]
    rows = [
        (
            trial.at,
            trial.device,
            _camera(trial.camera) or _("works"),
            _microphone(trial.microphone) or _("works"),
            trial.hears,
            trial.speed,
            trial.relayed,
            trial.blocked,
            trial.round_trip,
            trial.quiet,
            str(trial.get_sure_display()) if trial.sure else "",
            str(trial.get_wish_display()) if trial.wish else "",
        )
        for trial in Trial.objects.filter(client=client_id)
    ]
    sent = [(message.created_at, message.address_read) for message in messages_of(client_id)]
    links = [("at", _("When")), ("to", _("Sent to"))]
    return [
        Section("trials", _("What you tried"), columns, rows),
        Section("try_links", _("Links for trying that were sent"), links, sent),
    ]


def old_trials(organisation_id: int, before: datetime) -> QuerySet[Trial]:
    return Trial.objects.filter(client__organisation=organisation_id, at__lt=before)
