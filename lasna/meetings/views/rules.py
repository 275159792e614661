"""The rules of meetings: one page of what holds where and why, and a page for each level to say its own."""

from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lasna.errors import NotHere
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_for, standing_in, type_for
from lasna.meetings.forms import RulesForm
from lasna.meetings.models import MeetingRule, MeetingType, TypeRule
from lasna.meetings.queries.rules import words_of_meeting, words_of_type
from lasna.meetings.queries.rules_shown import changes_in, changes_of, lines_of
from lasna.meetings.queries.types import types_offered
from lasna.organisation.access import rules_office_for, rules_offices_of
from lasna.organisation.models import Rule
from lasna.organisation.queries import held_above, rules_said
from lasna.organisation.services import say_rules, say_rules_of_office
from lasna.organisation.states import SETTINGS, SETTINGS_OF_MEETINGS, Level
from lasna.people.models import Office
from lasna.policy import Action, may, may_try

BOTH = ["GET", "HEAD", "POST"]
PAGE = "meetings/rules/write.html"
T = TypeVar("T", Office, MeetingType)


def _chosen(request: SignedInRequest, name: str, among: list[T]) -> T | None:
    """The one that the address bar names; without a word the first."""
    said = request.GET.get(name, "")
    if not said:
        return among[0] if among else None
    found = next((each for each in among if str(each.pk) == said), None)
    if found is None:
        raise NotHere(name)
    return found


@require_GET
@needs(Action.RULES_SEE)
def rules(request: SignedInRequest) -> HttpResponse:
    """What holds for meetings of a type in an office, who decided it, and who changed what."""
    organisation_id = request.user.organisation_id
    offices = list(Office.objects.filter(organisation=organisation_id, closed_at=None).order_by("name"))
    types = list(types_offered(organisation_id))
    office, type = _chosen(request, "office", offices), _chosen(request, "type", types)
    where = organisation_id, office.pk if office else 0
    words = words_of_type(*where, type) if type else rules_said(*where)
    shown = {
        "lines": lines_of(words),
        "changes": changes_in(organisation_id),
        "offices": offices,
        "types": types,
        "office": office,
        "type": type,
        "runs": may_try(Action.ORGANISATION_CHANGE, request.user.standings),
        "leads": office is not None and rules_offices_of(request.user).filter(pk=office.pk).exists(),
    }
    return render(request, "meetings/rules/rules.html", shown)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def of_organisation(request: SignedInRequest) -> HttpResponse:
    organisation = request.user.organisation
    form = RulesForm(
        request.POST or None,
        names=SETTINGS,
        above=held_above(Level.ORGANISATION, rules_said(organisation.pk)),
        now=Rule.objects.filter(organisation=organisation, office=None, current=True),
        locks=True,
    )
    if form.is_valid():
        say_rules(words=form.words(), by=request.user)
        return _saved(request)
    return _form(request, form, title=organisation.name)


@require_http_methods(BOTH)
@needs(Action.RULES_OF_OFFICE)
def of_office(request: SignedInRequest, office_id: int) -> HttpResponse:
    office = rules_office_for(request.user, office_id)
    form = RulesForm(
        request.POST or None,
        names=SETTINGS,
        above=held_above(Level.OFFICE, rules_said(office.organisation_id)),
        now=Rule.objects.filter(office=office, current=True),
        locks=True,
    )
    if form.is_valid():
        say_rules_of_office(office_id=office.pk, words=form.words(), by=request.user)
        return _saved(request)
    return _form(request, form, title=office.name)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def of_type(request: SignedInRequest, type_id: int) -> HttpResponse:
    """Of the code, the page of the type itself asks."""
    type = type_for(request.user, type_id)
    form = RulesForm(
        request.POST or None,
        names=SETTINGS_OF_MEETINGS,
        above=held_above(Level.TYPE, rules_said(type.organisation_id)),
        now=TypeRule.objects.filter(type=type, current=True),
        locks=True,
    )
    if form.is_valid():
        services.say_rules_of_type(type_id=type.pk, words=form.words(), by=request.user)
        return _saved(request)
    return _form(request, form, title=str(type), type=type)


def _form(request: SignedInRequest, form: RulesForm, **shown: object) -> HttpResponse:
    return render(request, PAGE, {"form": form, **shown}, status=400 if form.is_bound else 200)


def _saved(request: SignedInRequest) -> HttpResponse:
    messages.success(request, _("Saved. It holds at once, also in meetings that go on."))
    return redirect("rules")


@require_http_methods(BOTH)
@needs(Action.MEETING_SEE)
def of_meeting(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """What holds in this very meeting. Its adviser says more, until it is over; colleagues read."""
    right = Action.RULES_OF_MEETING if request.method == "POST" else Action.MEETING_SEE
    meeting = meeting_for(request.user, meeting_id, right)
    looked("client.looked", "client", meeting.named_clients)
    words = words_of_meeting(meeting)
    form = RulesForm(
        request.POST or None,
        names=SETTINGS_OF_MEETINGS,
        above=held_above(Level.MEETING, words),
        now=MeetingRule.objects.filter(meeting=meeting, current=True),
        locks=False,
    )
    if form.is_valid():
        services.say_rules_of_meeting(meeting_id=meeting.pk, words=form.words(), by=request.user)
        messages.success(request, _("Saved. It holds at once, also in meetings that go on."))
        return redirect("rules_of_meeting", meeting.pk)
    shown = {
        "form": form,
        "meeting": meeting,
        "lines": lines_of(words, SETTINGS_OF_MEETINGS),
        "changes": changes_of(meeting),
        "says": may(Action.RULES_OF_MEETING, standing_in(meeting, request.user)) and not meeting.over,
    }
    return render(request, "meetings/rules/of_meeting.html", shown, status=400 if form.is_bound else 200)
