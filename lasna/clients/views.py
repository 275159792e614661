from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lasna.clients import services
from lasna.clients.access import client_for, clients_of, import_for, imports_of
from lasna.clients.forms import Checked, ClientFilter, ClientForm, ColumnsForm, ImportForm, Line, checked
from lasna.clients.models import WISHES, Channel, Client, ClientImport
from lasna.clients.protocol import facts, links_for, timeline, tried_out
from lasna.clients.queries import Listed, client_page, reaches_of, same_reach
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.tables import Table
from lasna.kernel.web.html import quiet
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action, may_try


def _asks_for_part(request: SignedInRequest) -> bool:
    """htmx wants a fragment; going back in the browser wants the page again."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


@require_safe
@needs(Action.CLIENT_SEE)
def clients(request: SignedInRequest) -> HttpResponse:
    """Whom the person's offices advise, found by any part of name or number."""
    wanted = ClientFilter(request.GET)
    wanted.is_valid()
    asked = wanted.cleaned_data
    page = client_page(
        request.user,
        text=asked.get("q", ""),
        mine=asked.get("mine", False),
        number=asked.get("page") or 1,
    )
    looked("clients.listed", "client", [client.pk for client in page.rows])
    template = "clients/found.html" if _asks_for_part(request) else "clients/list.html"
    narrowed = bool(asked.get("q") or asked.get("mine"))
    rows = map(_row, page.rows)
    return render(request, template, {"form": wanted, "page": page, "rows": rows, "narrowed": narrowed})


def _row(client: Listed) -> dict[str, object]:
    """The words of ``clients/row.html``."""
    number, mail = client.phone, client.email
    call = format_html('<a class="number" href="tel:{}">{}</a>', number, client.phone_read) if number else ""
    write = format_html('<a href="mailto:{}">{}</a>', quote(mail, safe="@"), mail) if mail else ""
    return {
        "number": client.pk,
        "name": ", ".join(filter(None, (client.last_name, client.first_name))),
        "phone": call or quiet(_("no phone")),
        "email": write or quiet(_("no e-mail")),
        "wish": Channel(client.wish).label if client.wish else quiet(_("not asked")),
        "adviser": client.adviser or "–",
    }


@needs(Action.CLIENT_SEE)
def new_client(request: SignedInRequest) -> HttpResponse:
    form = ClientForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        same = _same(request, form)
        if not same:
            client = services.add_client(
                by=request.user, office_id=form.cleaned_data["office"], details=form.details()
            )
            messages.success(request, _("The client is on the list."))
            return redirect("client", client.pk)
        return render(request, "clients/edit.html", {"form": form, "same": same})
    return render(request, "clients/edit.html", {"form": form})


@needs(Action.CLIENT_CHANGE)
def edit_client(request: SignedInRequest, client_id: int) -> HttpResponse:
    client = client_for(request.user, client_id, Action.CLIENT_CHANGE)
    looked("client.looked", "client", [client.pk])
    form = ClientForm(request.POST or None, person=request.user, client=client)
    if request.method == "POST" and form.is_valid():
        same = _same(request, form, but=client.pk)
        if not same:
            services.change_client(client_id=client.pk, by=request.user, details=form.details())
            messages.success(request, _("Saved."))
            return redirect("client", client.pk)
        return render(request, "clients/edit.html", {"form": form, "client": client, "same": same})
    return render(request, "clients/edit.html", {"form": form, "client": client})


def _same(request: SignedInRequest, form: forms.Form, but: int | None = None) -> list[Client]:
    """Others with the same number or address, unless the person has seen them and saves all the same."""
    if "all_the_same" in request.POST:
        return []
    told = form.cleaned_data
    same = same_reach(request.user, phone=told["phone"], email=told["email"], but=but)
    looked("clients.listed", "client", [client.pk for client in same])
    return same


@require_safe
@needs(Action.CLIENT_SEE)
def client(request: SignedInRequest, client_id: int) -> HttpResponse:
    """The card: who, how to reach them, what they wish, and everything that was and will be."""
    shown = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [shown.pk])
    now = clock.now()
    entries, links = timeline(shown), links_for(request.user)
    return render(
        request,
        "clients/card.html",
        {
            "client": shown,
            "sees_audit": may_try(Action.AUDIT_SEE, request.user.standings),
            "links": [link for link in links if not link.as_button],
            "buttons": [link for link in links if link.as_button],
            "wishes": WISHES,
            "facts": facts(shown),
            "tried": tried_out(shown),
            "coming": [entry for entry in reversed(entries) if entry.coming(now)],
            "past": [entry for entry in entries if not entry.coming(now)],
        },
    )


@require_POST
@needs(Action.CLIENT_CHANGE)
def wish(request: SignedInRequest, client_id: int) -> HttpResponse:
    """The client was asked, and said: one press."""
    said = request.POST.get("wish", "")
    if said not in WISHES:
        raise NotHere("wish")
    changed = services.choose_wish(client_id=client_id, by=request.user, wish=Channel(said))
    if _asks_for_part(request):
        return render(request, "clients/wish.html", {"client": changed, "wishes": WISHES})
    return redirect("client", client_id)


SHOWN = 100
"""Lines of one kind on the page; the file itself says the rest."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.CLIENT_IMPORT)
def import_clients(request: SignedInRequest) -> HttpResponse:
    """Choosing the file. Nothing is written yet."""
    form = ImportForm(request.POST or None, request.FILES or None, person=request.user)
    if form.is_valid():
        told = form.cleaned_data
        kept = services.keep_import(by=request.user, office_id=told["office"], table=told["file"])
        return redirect("check_import", kept.pk)
    shown = {"form": form, "waiting": imports_of(request.user).order_by("pk").last()}
    return render(request, "clients/import.html", shown, status=400 if form.is_bound else 200)


@require_safe
@needs(Action.CLIENT_IMPORT)
def check_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    """What would be written, line by line; the columns are in the address."""
    waiting = import_for(request.user, import_id)
    table = Table.opened(waiting.content)
    form = ColumnsForm(request.GET, headings=table.headings)
    return _checked_page(request, waiting, form, _checked(request, waiting, table, form))


@require_POST
@needs(Action.CLIENT_IMPORT)
def write_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    """Everything, or nothing: a file with a wrong line is shown again."""
    waiting = import_for(request.user, import_id)
    table = Table.opened(waiting.content)
    form = ColumnsForm(request.POST, headings=table.headings)
    found = _checked(request, waiting, table, form)
    clients = found.details(doubles=request.POST.get("doubles") == "take") if found else []
    if found is None or found.wrong or not clients:
        return _checked_page(request, waiting, form, found, status=400)
    made = services.write_import(import_id=import_id, by=request.user, clients=clients)
    words = ngettext("%(count)s client is on the list.", "%(count)s clients are on the list.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect("clients")


@require_POST
@needs(Action.CLIENT_IMPORT)
def drop_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    services.drop_import(import_id=import_id, by=request.user)
    messages.success(request, _("The file is forgotten. Nobody was added."))
    return redirect("import_clients")


def _checked(
    request: SignedInRequest, waiting: ClientImport, table: Table, form: ColumnsForm
) -> Checked | None:
    """None while the columns make no sense."""
    if not form.is_valid():
        return None
    offered = request.user.organisation.offered
    return checked(table, form.columns(), offered=offered, known=reaches_of(waiting.office))


def _checked_page(
    request: SignedInRequest,
    waiting: ClientImport,
    form: ColumnsForm,
    found: Checked | None,
    status: int = 200,
) -> HttpResponse:
    shown = {"waiting": waiting, "form": form, "found": found}
    if found is not None:
        doubles = found.doubles[:SHOWN]
        shown |= {
            "wrong": found.wrong[:SHOWN],
            "doubles": _with_clients(request, doubles),
            "fresh": found.fresh[:5],
            "most": SHOWN,
        }
    return render(request, "clients/import_check.html", shown, status=status)


def _with_clients(request: SignedInRequest, doubles: list[Line]) -> list[tuple[Line, Client | None]]:
    """Each double line with the client of the office who has its number or address."""
    numbers = {line.same_client for line in doubles if line.same_client is not None}
    same = clients_of(request.user).in_bulk(numbers)
    looked("clients.listed", "client", same)
    return [(line, same.get(line.same_client or 0)) for line in doubles]
