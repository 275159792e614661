"""Administration: tasks of types, thanks, materials."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.around import services
from lasna.around.access import material_for
from lasna.around.forms import MaterialForm, TaskForm, ThanksForm
from lasna.around.models import Material, TypeTask
from lasna.around.queries.asked import task_of_type, types_with_tasks
from lasna.around.queries.reading import materials_of
from lasna.errors import UserError
from lasna.kernel.web.lists import goes_up
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.access import type_for
from lasna.policy import Action

BOTH = ["GET", "POST"]


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def type_tasks(request: SignedInRequest) -> HttpResponse:
    """Every type that is offered, and what is asked before it."""
    return render(request, "around/tasks.html", {"rows": types_with_tasks(request.user.organisation)})


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def type_task(request: SignedInRequest, type_id: int) -> HttpResponse:
    type = type_for(request.user, type_id)
    typed = request.POST if request.method == "POST" else None
    task = task_of_type(type.pk) or TypeTask()
    form = TaskForm(typed, said=task, languages=request.user.organisation.offered)
    if form.is_valid():
        try:
            services.write_task(type_id=type.pk, wish=form.wish(), by=request.user)
        except UserError as refusal:
            form.add_error("link", str(refusal.message))
        else:
            messages.success(request, _("Saved. It is proposed for meetings agreed on from now on."))
            return redirect("type_tasks")
    shown = {"form": form, "type": type}
    return render(request, "around/write_task.html", shown, status=400 if form.is_bound else 200)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def close_task(request: SignedInRequest, type_id: int) -> HttpResponse:
    services.close_task(type_id=type_id, by=request.user)
    messages.success(request, _("No task is sent before these meetings any more."))
    return redirect("type_tasks")


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def thanks(request: SignedInRequest) -> HttpResponse:
    """None chosen is an answer too."""
    typed = request.POST if request.method == "POST" else None
    form = ThanksForm(typed, organisation=request.user.organisation)
    if form.is_valid():
        services.say_thanked(by=request.user, types=form.chosen())
        messages.success(request, _("Saved."))
        return redirect("thanks")
    return render(request, "around/thanks.html", {"form": form}, status=400 if form.is_bound else 200)


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def materials(request: SignedInRequest) -> HttpResponse:
    """Those in use, in their order; below them the closed ones."""
    rows = materials_of(request.user.organisation_id)
    shown = {
        "materials": [row for row in rows if row.closed_at is None],
        "closed": [row for row in rows if row.closed_at is not None],
    }
    return render(request, "around/materials.html", shown)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def add_material(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def material(request: SignedInRequest, material_id: int) -> HttpResponse:
    return _write(request, material_for(request.user, material_id))


def _write(request: SignedInRequest, said: Material | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = MaterialForm(typed, said=said, organisation=request.user.organisation)
    if form.is_valid():
        try:
            _save(request, form, said)
        except UserError as refusal:
            form.add_error("link", str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("materials")
    shown = {"form": form, "material": said}
    return render(request, "around/write_material.html", shown, status=400 if form.is_bound else 200)


def _save(request: SignedInRequest, form: MaterialForm, said: Material | None) -> None:
    if said is None:
        services.add_material(wish=form.wish(), by=request.user)
    else:
        services.change_material(material_id=said.pk, wish=form.wish(), by=request.user)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def move_material(request: SignedInRequest, material_id: int) -> HttpResponse:
    services.move_material(material_id=material_id, up=goes_up(request), by=request.user)
    return redirect("materials")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def close_material(request: SignedInRequest, material_id: int) -> HttpResponse:
    closed = services.close_material(material_id=material_id, by=request.user)
    words = _("“{name}” is closed: nobody's page shows it. You find it below and can take it back.")
    messages.success(request, words.format(name=closed))
    return redirect("materials")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def reopen_material(request: SignedInRequest, material_id: int) -> HttpResponse:
    opened = services.reopen_material(material_id=material_id, by=request.user)
    messages.success(request, _("“{name}” is shown again.").format(name=opened))
    return redirect("materials")
