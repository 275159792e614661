"""The organisation's staff: the list, one person, and what is done with their access."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lasna.errors import UserError
from lasna.kernel.web.html import quiet
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import services
from lasna.people.access import colleague_for
from lasna.people.forms import StaffFilter, StaffForm
from lasna.people.models import Person
from lasna.people.queries.staff import Listed, invitation_of, staff_page
from lasna.policy import Action, may_try


@require_safe
@needs(Action.PEOPLE_SEE)
def staff(request: SignedInRequest) -> HttpResponse:
    """Everybody for an administrator; for a lead those of their offices."""
    form = StaffFilter(request.GET, by=request.user)
    wanted, number = form.wanted()
    page = staff_page(request.user, wanted, number)
    shown = {
        "form": form,
        "page": page,
        "rows": map(_row, page.rows),
        "narrowed": any(vars(wanted).values()),
        "manages": _manages(request.user),
    }
    return render(request, "people/staff.html", shown)


def _row(one: Listed) -> dict[str, object]:
    """The words of ``people/staff_row.html``."""
    offices = format_html_join("", "<div>{}</div>", ((name,) for name in one.offices))
    if not one.is_active:
        state = _("access ended")
    elif one.is_invited:
        state = _("invited, not yet accepted")
    else:
        state = _("has access")
    return {
        "number": one.pk,
        "name": one.name,
        "role": Person.Role(one.role).label,
        "offices": offices or quiet(_("no office")),
        "email": one.email,
        "state": state,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_MANAGE)
def new_staff(request: SignedInRequest) -> HttpResponse:
    form = StaffForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            added = services.add_staff(by=request.user, details=form.details())
        except UserError as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("The invitation is on its way to %s.") % added.email)
            return redirect("staff_member", added.pk)
    shown = {"form": form}
    return render(request, "people/new_staff.html", shown, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_SEE)
def staff_member(request: SignedInRequest, person_id: int) -> HttpResponse:
    """One person: an administrator changes them, a lead sees them."""
    action = Action.PEOPLE_MANAGE if request.method == "POST" else Action.PEOPLE_SEE
    colleague = colleague_for(request.user, person_id, action)
    invitation = invitation_of(colleague)
    form = None
    if _manages(request.user):
        form = StaffForm(
            request.POST or None,
            by=request.user,
            colleague=colleague,
            readdress=invitation is not None and colleague.is_active,
        )
        if form.is_valid() and _changed(request, form, person_id):
            return _after_change(request, person_id)
    shown = {"form": form, "colleague": colleague, "invitation": invitation}
    status = 400 if form is not None and form.is_bound else 200
    return render(request, "people/staff_member.html", shown, status=status)


def _changed(request: SignedInRequest, form: StaffForm, person_id: int) -> bool:
    """False: the form says why not."""
    try:
        services.change_staff(by=request.user, person_id=person_id, details=form.details())
    except UserError as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("Saved."))
    return True


def _after_change(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The same page; for whoever has just given up their own right to it, the first one."""
    now = Person.objects.get(pk=request.user.pk)
    if not may_try(Action.PEOPLE_SEE, now.standings):
        return redirect(settings.LOGIN_REDIRECT_URL)
    return redirect("staff_member", person_id)


def _manages(person: Person) -> bool:
    return may_try(Action.PEOPLE_MANAGE, person.standings)


@require_POST
@needs(Action.PEOPLE_MANAGE)
def invite_again(request: SignedInRequest, person_id: int) -> HttpResponse:
    invited = services.invite_again(by=request.user, person_id=person_id)
    messages.success(request, _("A new invitation is on its way to %s.") % invited.email)
    return redirect("staff_member", person_id)


@require_POST
@needs(Action.PEOPLE_MANAGE)
def end_access(request: SignedInRequest, person_id: int) -> HttpResponse:
    """One press; taken back on the same page."""
    ended = services.end_access(by=request.user, person_id=person_id)
    messages.success(request, _("%s no longer has access. Open pages and meetings were closed.") % ended.name)
    return redirect("staff_member", person_id)


@require_POST
@needs(Action.PEOPLE_MANAGE)
def give_access_back(request: SignedInRequest, person_id: int) -> HttpResponse:
    given = services.give_access_back(by=request.user, person_id=person_id)
    messages.success(request, _("%s has access again.") % given.name)
    return redirect("staff_member", person_id)
