"""The messages about a client's own page. Never the service, never the reason."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.correspondence.protocol import Letter, Link, one_line
from lasna.correspondence.queries import ENDS_WITHOUT
from lasna.kernel.phones import read_phone
from lasna.meetings.queries.messages import read_code
from lasna.own.models import OwnLink
from lasna.own.queries.links import address_of
from lasna.people.models import Organisation, Person
from lasna.wording.protocol import CALL_BACK, ORGANISATION, TEMPLATES, Template, offer_words
from lasna.wording.queries import letter_of
from lasna.wording.states import Placeholder, Values

LINK = Placeholder("link", gettext_lazy("The link to the client's own page."), required=True, is_link=True)


def _page() -> Letter:
    return Letter(
        _("A page of your own"),
        [
            _("You have a page of your own. It shows when we meet, and you can say how you want to meet."),
            _("Open the link. You get a code when you open it. Keep this message."),
            Link(str(LINK), _("Open your own page")),
            _("If you need help, call {call_back}."),
            str(ORGANISATION),
        ],
    )


def _code() -> Letter:
    """As at the door of a meeting: whoever reads it is to notice the same things."""
    return replace(TEMPLATES["code"].ready(), subject=_("Code for your own page"))


def _values(organisation: Organisation, address: str = "", code: str = "") -> Values:
    return {
        "link": address,
        "code": read_code(code),
        "call_back": read_phone(organisation.phone),
        "organisation": one_line(organisation.name),
    }


def _sample(person: Person) -> Values:
    return _values(person.organisation, f"{settings.LASNA_URL}/o{ENDS_WITHOUT}", "123456")


offer_words(
    Template(
        name="own_page",
        kinds=["own_page"],
        title=gettext_lazy("A page of your own"),
        ready=_page,
        placeholders=[LINK, CALL_BACK, ORGANISATION],
        sample=_sample,
    ),
    replace(
        TEMPLATES["code"],
        name="own_code",
        kinds=["own_code"],
        title=gettext_lazy("Code for the client's own page"),
        ready=_code,
        sample=_sample,
    ),
)


def page_letter(link: OwnLink, channel: str) -> Letter:
    values = _values(link.client.organisation, address_of(link))
    return letter_of("own_page", organisation_id=link.client.organisation_id, channel=channel, values=values)


def page_code_letter(link: OwnLink, code: str, channel: str) -> Letter:
    values = _values(link.client.organisation, code=code)
    return letter_of("own_code", organisation_id=link.client.organisation_id, channel=channel, values=values)
