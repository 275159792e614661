"""What the law wants said on each page: the fields, their words and what they begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.organisation.models import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Words: TypeAlias = "str | StrPromise"


@dataclass(frozen=True)
class Part:
    """One thing to fill in. ``in_each``: in every language offered; ``ready`` is what it begins with."""

    name: str
    label: Words
    help: Words = ""
    ready: Words = ""
    in_each: bool = False
    kind: str = "text"
    """``text``, ``line``, ``email``, ``date``, or ``choice`` among ``choices``."""
    required: bool = True
    choices: Sequence[tuple[str, Words]] = ()


CONFORMS = (
    ("fully", _("All of it meets the requirements")),
    ("partly", _("Most of it meets the requirements, the shortcomings are listed below")),
    ("not", _("It does not yet meet the requirements")),
)
ASSESSED = (
    ("self", _("The organisation assessed it itself")),
    ("outside", _("An outside expert assessed it")),
)
_AUTHORITY = _(
    "Finnish Transport and Communications Agency Traficom, supervision of digital accessibility. "
    "www.saavutettavuusvaatimukset.fi, saavutettavuus@traficom.fi."
)
# The Act on the Provision of Digital Services (306/2019), section 9.
_ACCESSIBILITY = (
    Part("conforms", _("How accessible is the service?"), kind="choice", choices=CONFORMS, ready="partly"),
    Part(
        "shortcomings",
        _("What does not work for everybody"),
        _("What, why, and how the client gets the same in another way. Leave it empty if there is nothing."),
        in_each=True,
        required=False,
    ),
    Part("assessed_by", _("Who assessed it"), kind="choice", choices=ASSESSED, ready="self"),
    Part("assessed_on", _("When it was assessed"), kind="date"),
    Part("feedback_email", _("E-mail for feedback on accessibility"), kind="email"),
    Part("feedback_phone", _("Phone for feedback"), kind="line", required=False),
    Part(
        "authority",
        _("The authority that supervises"),
        _("Check that it is up to date."),
        _AUTHORITY,
        in_each=True,
    ),
)
# GDPR, article 13.
_DATA_PROTECTION = (
    Part(
        "controller",
        _("The controller"),
        _("Name, address, phone and e-mail of who answers for the data."),
    ),
    Part("officer", _("The data protection officer"), _("How to reach the officer.")),
    Part(
        "purposes",
        _("What data, and what for"),
        ready=_(
            "We keep your name, your phone number and e-mail, the times of your meetings, how we met and "
            "what we agreed. We need them to meet you and to keep what we promised. "
            "We do not record picture or sound."
        ),
        in_each=True,
    ),
    Part(
        "basis",
        _("The legal basis"),
        ready=_("We handle your data because the law gives us this task: [which law]."),
        in_each=True,
    ),
    Part(
        "recipients",
        _("Who else handles the data"),
        ready=_("[Who keeps the server, and who delivers e-mails and text messages] on our behalf."),
        in_each=True,
    ),
    Part(
        "transfers",
        _("Transfers out of the EU"),
        ready=_("Your data is not moved out of the European Union and the European Economic Area."),
        in_each=True,
    ),
    Part(
        "storage",
        _("How long the data is kept"),
        ready=_("We keep your data for [how long]. Then it is erased."),
        in_each=True,
    ),
    Part(
        "must_give",
        _("Whether the client must give the data"),
        ready=_(
            "You decide whether you use video. "
            "To agree on a meeting we need your name and a way to reach you."
        ),
        in_each=True,
    ),
    Part(
        "authority",
        _("The authority for complaints"),
        _("Check that it is up to date."),
        _("Office of the Data Protection Ombudsman, www.tietosuoja.fi, tietosuoja@om.fi."),
        in_each=True,
    ),
)
# N39: which connection is safe for what.
READY_CARD: dict[Channel, Words] = {
    Channel.IN_PERSON: _("All matters. This is the best way to sign papers by hand."),
    Channel.VIDEO: _(
        "All matters, also health, money and other private things. Nothing is recorded. "
        "Sit where others do not hear you."
    ),
    Channel.PHONE: _(
        "Times, plans and how you are doing. A phone call is not as protected as video: "
        "move to video or meet in person for very private things."
    ),
    Channel.CHAT: _("Short questions, times and links. Not health, debts or other private things."),
    Channel.EMAIL: _(
        "Times and general information. An ordinary e-mail is like a postcard: no health, no debts, "
        "no personal identity code."
    ),
    Channel.MESSAGE: _(
        "Times, reminders and links. Nothing private: others may see the screen of the phone."
    ),
}
_CARD = tuple(
    Part(channel.value, channel.label, ready=words, in_each=True, required=False)
    for channel, words in READY_CARD.items()
)
PARTS: dict[Kind, Sequence[Part]] = {
    Kind.ACCESSIBILITY: _ACCESSIBILITY,
    Kind.DATA_PROTECTION: _DATA_PROTECTION,
    Kind.CARD: _CARD,
}
