"""The pages where an organisation says who it is, and the pages where everybody reads it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.correspondence.protocol import short_sender
from lasna.correspondence.queries import sender_address, sender_name
from lasna.errors import NotHere, UserError
from lasna.kernel.web import colours
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import NAMES, known, use_language
from lasna.kernel.web.rights import SignedInRequest, needs, public
from lasna.organisation import access, queries, services
from lasna.organisation.forms import OUR_COLOUR, LanguagesForm, PageForm, SendersForm, ThemeForm
from lasna.organisation.models import PAGES, Edition, Kind
from lasna.organisation.protocol import rendered_sample
from lasna.organisation.states import PARTS
from lasna.people.models import Organisation
from lasna.policy import Action

FOR_EVER = "public, max-age=31536000, immutable"
BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def appearance(request: SignedInRequest) -> HttpResponse:
    """Name, logo, colour; beside them what it looks like."""
    organisation = request.user.organisation
    theme = queries.theme_of(organisation)
    begins = {"name": organisation.name, "colour": theme.get("colour") or OUR_COLOUR}
    form = ThemeForm(request.POST or None, request.FILES or None, initial=begins)
    if form.is_valid():
        try:
            services.change_theme(wish=form.wish(), by=request.user)
        except UserError as error:
            form.add_error("logo", str(error.message))
        else:
            messages.success(request, _("Saved. Everybody sees it at their next page."))
            return redirect("appearance")
    colour = form.nearest or colours.parse_colour(str(form["colour"].value() or "")) or OUR_COLOUR
    shown = {"form": form, "has_logo": bool(theme.get("logo")), "stylesheet": _trial(colour)}
    shown["editions"] = queries.editions(organisation, Kind.THEME)
    return render(request, "organisation/appearance.html", shown, status=400 if form.is_bound else 200)


def _trial(colour: str) -> str:
    return queries.stylesheet_path(colour) + "?trial"


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def appearance_preview(request: SignedInRequest) -> HttpResponse:
    """How the colour would look, while it is being chosen."""
    colour = colours.parse_colour(request.POST.get("colour", "")) or OUR_COLOUR
    reads = colours.can_be_read(colour)
    nearest = "" if reads else colours.nearest_that_reads(colour)
    shown = {
        "stylesheet": _trial(colour),
        "nearest": nearest,
        "ratio": colours.contrast(colour, colours.WHITE),
    }
    return render(request, "organisation/appearance_preview.html", shown)


@require_GET
@public
def theme_style(request: HttpRequest, version: int, colour: str) -> HttpResponse:
    """The brand's colours as tokens. Its address says all that is in it, so it never changes."""
    brand = colours.parse_colour(colour)
    if version != queries.STYLE_VERSION or brand != f"#{colour}":
        raise NotHere("style")
    where = ".trial" if "trial" in request.GET else ":root"
    tokens = f"--brand:{brand};--brand-dark:{colours.darker(brand)};--brand-light:{colours.lighter(brand)}"
    return HttpResponse(f"{where}{{{tokens}}}\n", "text/css", headers={"Cache-Control": FOR_EVER})


@require_GET
@public
def theme_logo(request: HttpRequest, name: str) -> HttpResponse:
    """A logo under the hash of its content."""
    content = bytes(access.logo_of(name).content)
    return HttpResponse(content, "image/webp", headers={"Cache-Control": FOR_EVER})


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def senders(request: SignedInRequest) -> HttpResponse:
    """Whom messages come from."""
    organisation = request.user.organisation
    form = SendersForm(request.POST or None, initial=SendersForm.of(organisation))
    if form.is_valid():
        services.change_senders(senders=form.senders(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("senders")
    shown = {"form": form, "example": _example(request, organisation)}
    return render(request, "organisation/senders.html", shown, status=400 if form.is_bound else 200)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def senders_preview(request: SignedInRequest) -> HttpResponse:
    """What a client would see, while it is being written."""
    organisation = request.user.organisation
    form = SendersForm(request.POST)
    form.is_valid()
    for name, value in form.cleaned_data.items():
        setattr(organisation, name, value)  # shown, never saved
    shown = {"example": _example(request, organisation), "form": form}
    return render(request, "organisation/senders_preview.html", shown)


def _example(request: SignedInRequest, organisation: Organisation) -> dict[str, Any]:
    language = organisation.offered[0]
    with override(language):
        mail, sms = (rendered_sample(organisation, request.user, way) for way in ("email", "sms"))
    return {
        "organisation": organisation,
        "language": language,
        "name": sender_name(organisation),
        "address": sender_address(organisation),
        "reply_to": organisation.reply_to,
        "mail": mail,
        "sms": sms,
        "sms_sender": organisation.sms_sender or short_sender(sender_name(organisation)),
    }


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def offered_languages(request: SignedInRequest) -> HttpResponse:
    offered = request.user.organisation.offered
    form = LanguagesForm(request.POST or None, initial={"languages": offered, "first": offered[0]})
    if form.is_valid():
        services.offer_languages(languages=form.chosen(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("offered_languages")
    shown = {"form": form}
    return render(request, "organisation/languages.html", shown, status=400 if form.is_bound else 200)


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def published_pages(request: SignedInRequest) -> HttpResponse:
    """The pages for clients, and which of them clients can read."""
    organisation = request.user.organisation
    said = {
        edition.kind: edition for edition in Edition.objects.filter(organisation=organisation, current=True)
    }
    rows = [
        {
            "kind": kind.value,
            "title": queries.title_of(kind),
            "edition": said.get(kind),
            "path": queries.page_path(organisation.slug, kind) if kind in said and organisation.slug else "",
        }
        for kind in PAGES
    ]
    return render(request, "organisation/pages.html", {"rows": rows})


def _kind(name: str) -> Kind:
    if name not in PAGES:
        raise NotHere("page")
    return Kind(name)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def write_page(request: SignedInRequest, kind: str) -> HttpResponse:
    """Fill in the page; then see it, and publish it."""
    said, organisation = _kind(kind), request.user.organisation
    begun = queries.draft(organisation, said) or queries.current(organisation, said)
    form = PageForm(
        request.POST or None,
        parts=PARTS[said],
        languages=organisation.offered,
        content=begun.content if begun else {},
    )
    if form.is_valid():
        services.write_draft(kind=said, content=form.content(), by=request.user)
        return redirect("preview_page", kind)
    shown = {"form": form, "title": queries.title_of(said), "kind": kind}
    shown |= {"editions": queries.editions(organisation, said), "draft": queries.draft(organisation, said)}
    return render(request, "organisation/write.html", shown, status=400 if form.is_bound else 200)


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def preview_page(request: SignedInRequest, kind: str) -> HttpResponse:
    """The page as clients would read it, in each language."""
    said, organisation = _kind(kind), request.user.organisation
    edition = queries.draft(organisation, said)
    if edition is None:
        return redirect("write_page", kind)
    wanted = known(request.GET.get("in", ""))
    language = wanted if wanted in organisation.offered else organisation.offered[0]
    shown = _page(edition, organisation, language) | {"title": queries.title_of(said), "kind": kind}
    shown |= {"spoken": language, "offered": [pair for pair in NAMES if pair[0] in organisation.offered]}
    return render(request, "organisation/preview.html", shown)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def publish_page(request: SignedInRequest, kind: str) -> HttpResponse:
    services.publish_draft(kind=_kind(kind), by=request.user)
    messages.success(request, _("Published. Clients now find it under “I need help”, after the code."))
    return redirect("published_pages")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def bring_back(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """An older edition, again."""
    edition = access.edition_for(request.user, edition_id)
    services.bring_back(edition=edition, by=request.user)
    messages.success(request, _("The older edition is back."))
    return redirect("appearance") if edition.kind == Kind.THEME else redirect("write_page", edition.kind)


@require_GET
@public
def public_page(request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    """What an organisation says to everybody. It knows nobody, and reads nobody's data."""
    edition = access.published(slug, kind)
    use_language(request, "", edition.organisation.offered)
    shown_for(request, edition.organisation_id)
    shown = _page(edition, edition.organisation, get_language() or settings.LANGUAGE_CODE)
    return render(request, "organisation/public.html", shown | {"title": queries.title_of(kind)})


def _page(edition: Edition, organisation: Organisation, language: str) -> dict[str, Any]:
    """The parts in ``language``, each in the usual one where that is missing."""
    with override(language):
        said = queries.said_in(edition, language, organisation.offered[0])
    part = f"organisation/public_{edition.kind}.html"
    shown = {"said": said, "edition": edition, "owner": organisation, "part": part}
    day = edition.content.get("assessed_on")
    return shown | ({"assessed_on": date.fromisoformat(day)} if day else {})
