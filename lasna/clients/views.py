from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients import services
from lasna.clients.access import client_for
from lasna.clients.forms import ClientFilter, ClientForm
from lasna.clients.models import WISHES, Channel, Client
from lasna.clients.protocol import timeline
from lasna.clients.queries import client_page, same_reach
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
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
    looked("clients.listed", "client", [client.pk for client in page.clients])
    template = "clients/found.html" if _asks_for_part(request) else "clients/list.html"
    narrowed = bool(asked.get("q") or asked.get("mine"))
    return render(request, template, {"form": wanted, "page": page, "narrowed": narrowed})


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
    entries = timeline(shown)
    return render(
        request,
        "clients/card.html",
        {
            "client": shown,
            "sees_audit": may_try(Action.AUDIT_SEE, request.user.standings),
            "wishes": WISHES,
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
