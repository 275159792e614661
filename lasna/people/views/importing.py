"""Inviting many at once, from a CSV file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lasna.kernel.tables import Table
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import services
from lasna.people.access import staff_import_for
from lasna.people.forms import CheckedStaff, StaffImportForm, checked_staff
from lasna.people.models import StaffImport
from lasna.people.queries.staff import known_addresses, offices_seen_by
from lasna.policy import Action

SHOWN = 100
"""Lines of one kind on the page; the file itself says the rest."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_MANAGE)
def import_staff(request: SignedInRequest) -> HttpResponse:
    """Choosing the file. Nobody is invited yet."""
    form = StaffImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        kept = services.keep_staff_import(by=request.user, table=form.cleaned_data["file"])
        return redirect("check_staff_import", kept.pk)
    return render(request, "people/import.html", {"form": form}, status=400 if form.is_bound else 200)


@require_safe
@needs(Action.PEOPLE_MANAGE)
def check_staff_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    """What would be written, line by line."""
    waiting = staff_import_for(request.user, import_id)
    return _page(request, waiting, _checked(request, waiting))


@require_POST
@needs(Action.PEOPLE_MANAGE)
def write_staff_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    """Everybody, or nobody: a file with a wrong line is shown again."""
    waiting = staff_import_for(request.user, import_id)
    found = _checked(request, waiting)
    staff = [line.details for line in found.fresh if line.details]
    if found.wrong or not staff:
        return _page(request, waiting, found, status=400)
    made = services.write_staff_import(import_id=import_id, by=request.user, staff=staff)
    words = ngettext(
        "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(made)
    )
    messages.success(request, words % {"count": len(made)})
    return redirect("staff")


@require_POST
@needs(Action.PEOPLE_MANAGE)
def drop_staff_import(request: SignedInRequest, import_id: int) -> HttpResponse:
    services.drop_staff_import(import_id=import_id, by=request.user)
    return redirect("import_staff")


def _checked(request: SignedInRequest, waiting: StaffImport) -> CheckedStaff:
    return checked_staff(
        Table.opened(waiting.content),
        offices=list(offices_seen_by(request.user, open_only=True)),
        known=known_addresses(),
        language=request.user.organisation.language,
    )


def _page(
    request: SignedInRequest, waiting: StaffImport, found: CheckedStaff, status: int = 200
) -> HttpResponse:
    shown = {
        "waiting": waiting,
        "found": found,
        "wrong": found.wrong[:SHOWN],
        "doubles": found.doubles[:SHOWN],
        "most": SHOWN,
    }
    return render(request, "people/import_check.html", shown, status=status)
