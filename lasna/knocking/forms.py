"""What an adviser says of their presence and to a knock; what an organisation says of quick questions."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.kernel import clock
from lasna.knocking.models import QuickRule
from lasna.knocking.states import LENGTHS, USUAL_LENGTH
from lasna.meetings.models import MeetingType

_LENGTHS = {15: _("for 15 minutes"), 30: _("for half an hour"), 60: _("for an hour")}


def _today_at(at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(clock.now().astimezone(zone).date(), at, zone)


class HereForm(forms.Form):
    """For so many minutes; a time given beside them counts instead."""

    length = forms.ChoiceField(
        label=_("How long"),
        choices=[(str(minutes), _LENGTHS[minutes]) for minutes in LENGTHS],
        initial=str(USUAL_LENGTH),
    )
    at = forms.TimeField(
        label=_("or until this time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def until(self, zone: ZoneInfo) -> datetime:
        at: time | None = self.cleaned_data["at"]
        if at is not None:
            return _today_at(at, zone)
        return clock.now() + timedelta(minutes=int(self.cleaned_data["length"]))


class DeclineForm(forms.Form):
    words = forms.CharField(
        label=_("What the client reads"),
        help_text=_("In one sentence. It may stay empty."),
        max_length=200,
        required=False,
    )
    call_at = forms.TimeField(
        label=_("I phone today at"),
        help_text=_("Empty: no call is promised."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def promised_at(self, zone: ZoneInfo) -> datetime | None:
        at: time | None = self.cleaned_data["call_at"]
        return _today_at(at, zone) if at else None


class RuleForm(forms.Form):
    on = forms.ChoiceField(
        label=_("Quick questions"),
        choices=[("yes", _("Clients may ask quick questions")), ("no", _("Nobody asks quick questions"))],
        widget=forms.RadioSelect,
    )
    type = forms.ChoiceField(
        label=_("Meeting type"),
        help_text=_("It also says whether this goes by video, by phone, or both."),
        required=False,
    )

    def __init__(self, *args: Any, rule: QuickRule | None, types: list[MeetingType], **options: Any) -> None:
        options["initial"] = {
            "on": "yes" if rule is None or rule.on else "no",
            "type": str(rule.type_id) if rule and rule.type_id else "",
        }
        super().__init__(*args, **options)
        self.label_suffix = ""
        usual = ("", _("Supplementary conversation, or the first of the list"))
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [usual, *((str(type.pk), str(type)) for type in types)]

    def type_id(self) -> int | None:
        said = self.cleaned_data["type"]
        return int(said) if said else None
