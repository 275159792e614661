"""The pages where an organisation puts its messages into words of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from lasna.correspondence.adapters.paper import opened
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter, short_sender
from lasna.correspondence.queries import sender_address, sender_name
from lasna.correspondence.queries.paper import Sheet, sample_sheet
from lasna.errors import UserError
from lasna.kernel.paper import lacking
from lasna.kernel.phones import read_phone
from lasna.kernel.web.languages import NAMES
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people.models import Organisation
from lasna.policy import Action
from lasna.wording import queries, services
from lasna.wording.access import Said, edition_of, said_by
from lasna.wording.forms import WordsForm
from lasna.wording.models import Wording
from lasna.wording.protocol import TEMPLATES, Template
from lasna.wording.states import Words, faults_of


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def message_words(request: SignedInRequest) -> HttpResponse:
    """Every message, and where it is said in the organisation's own words."""
    organisation = request.user.organisation
    own = queries.own_words(organisation.pk)
    rows = [{"template": each, "own": own.get(each.name, [])} for each in TEMPLATES.values()]
    shown = {"rows": rows, "begins": (Message.Channel.SMS.value, organisation.offered[0])}
    return render(request, "wording/list.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Action.ORGANISATION_CHANGE)
def write_words(request: SignedInRequest, message: str, channel: str, language: str) -> HttpResponse:
    """Write one message; beside it, a client's phone."""
    said = said_by(request.user, message, channel, language)
    edition = edition_of(request.user, said, request.GET["edition"]) if "edition" in request.GET else None
    with override(language):
        in_use = queries.words_in_use(said.template, request.user.organisation_id, channel)
    form = WordsForm(request.POST or None, said=said, words=_words(edition, said) if edition else in_use)
    wish = request.POST.get("do", "")
    if wish == "ready" or (wish != "look" and form.is_valid()):
        try:
            return _carried_out(request, said, form, wish)
        except UserError as error:
            form.add_error(None, str(error.message))
    shown = _page(request, said) | {"form": form, "preview": _preview(request, said, form)}
    shown |= {"edition": edition, "is_own": in_use != said.ready}
    wrong = form.is_bound and wish != "look"
    return render(request, "wording/write.html", shown, status=400 if wrong else 200)


def _words(edition: Wording, said: Said) -> Words:
    return Words(edition.subject, edition.text) if edition.text else said.ready


def _carried_out(request: SignedInRequest, said: Said, form: WordsForm, wish: str) -> HttpResponse:
    """What the pressed button says."""
    by, page = request.user, redirect("write_words", *said.address)
    if wish == "send":
        tried = services.try_words(said=said, words=form.words(), by=by)
        if said.channel == Message.Channel.POST:
            return redirect("words_on_paper", said.template.name, said.language, tried.pk)
        words = _("Sent to {address}.").format(address=_own_address(by, said))
        messages.success(request, words)
        return redirect(f"{page.url}?edition={tried.pk}")
    services.use_words(said=said, words=services.READY if wish == "ready" else form.words(), by=by)
    messages.success(request, _("In use from now on, also in messages that have not left yet."))
    return page


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def words_on_paper(request: SignedInRequest, message: str, language: str, edition_id: int) -> HttpResponse:
    """An edition of a letter as the sheet that a client would get, of a meeting that does not exist."""
    said = said_by(request.user, message, Message.Channel.POST, language)
    tried = edition_of(request.user, said, str(edition_id))
    with override(language):
        values = said.template.sample(request.user)
        letter = queries.shown_letter(said.template, _words(tried, said), values)
        sheet = _sheet(request, letter)
    return opened(sheet)


def _sheet(request: SignedInRequest, letter: Letter) -> Sheet:
    """To whoever writes it."""
    lines = [request.user.name, _("Street address"), _("Postal code and town")]
    return sample_sheet(request.user.organisation, letter, lines)


def _own_address(by: Any, said: Said) -> str:
    return by.email if said.titled else read_phone(by.phone)


def _page(request: SignedInRequest, said: Said) -> dict[str, Any]:
    organisation = request.user.organisation
    return {
        "said": said,
        "places": _in_order(said.template),
        "channels": said.template.channels,
        "lacking": said.channel == Message.Channel.POST and lacking(),
        "languages": [pair for pair in NAMES if pair[0] in organisation.offered],
        "editions": queries.editions_of(organisation.pk, *said.address),
        "own_address": _own_address(request.user, said),
    }


def _in_order(template: Template) -> list[Any]:
    """Those that must be there first."""
    return sorted(template.placeholders, key=lambda place: not place.required)


def _preview(request: SignedInRequest, said: Said, form: WordsForm) -> dict[str, Any]:
    """What a client would see, as far as it has been written."""
    organisation, words = request.user.organisation, form.words()
    with override(said.language):
        values = said.template.sample(request.user)
        letter = queries.shown_letter(said.template, words, values)
        rendered = letter.rendered(said.channel)
        sheet = _sheet(request, letter) if said.channel == Message.Channel.POST else None
    return _sender(organisation, said) | {
        "letter": letter,
        "text": rendered.text,
        "sheet": sheet,
        "faults": _faults(said, words) if "HX-Request" in request.headers else [],
    }


def _faults(said: Said, words: Words) -> list[str]:
    return [fault for _field, fault in faults_of(words, said.template.placeholders, titled=said.titled)]


def _sender(organisation: Organisation, said: Said) -> dict[str, Any]:
    name, short = sender_name(organisation), organisation.sms_sender
    if said.titled:
        return {"sender": name, "address": sender_address(organisation)}
    return {"sender": read_phone(short) if short.startswith("+") else short or short_sender(name)}
