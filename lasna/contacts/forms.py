from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.contacts.models import Agreement, Contact
from lasna.contacts.queries import Wanted
from lasna.contacts.services import AgreementWish, Happening
from lasna.errors import UserError
from lasna.kernel.web.forms import Select
from lasna.kernel.web.lists import LAST_PAGE
from lasna.kernel.web.times import localised
from lasna.kernel.words import plain_line
from lasna.meetings.models import Meeting

_WHICH = [("0", _("the first, summer time")), ("1", _("the second, winter time"))]

# Beyond these, midnight in a time zone may lie outside the calendar.
_IN_REACH = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 1, 1))]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class LineField(forms.CharField):
    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self) -> None:
        super().__init__(label=_("In one line"), required=False, max_length=500)


class ContactForm(forms.Form):
    """When is the office's local time."""

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=DayInput())
    time = forms.TimeField(label=_("Began at"), widget=TimeInput())
    fold = forms.TypedChoiceField(
        label=_("Which one?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=_WHICH,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=24 * 60)
    began_by = forms.ChoiceField(
        label=_("Who began it"), choices=Contact.BeganBy.choices, widget=forms.RadioSelect
    )
    line = forms.CharField(
        label=_("In one line"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.zone = zone
        self.began: datetime | None = None
        self.asks_fold = False

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if "day" not in said or "time" not in said:
            return
        try:
            self.began = localised(said["day"], said["time"], self.zone, said.get("fold"))
        except UserError as error:
            self.asks_fold = error.code == "time.twice"
            self.add_error("time", str(error.message))
        except OverflowError:
            self.add_error("day", _("Choose a day."))

    def happening(self) -> Happening:
        said = self.cleaned_data
        assert self.began is not None
        return Happening(said["channel"], self.began, said["minutes"], said["began_by"], said["line"])


class LineForm(forms.Form):
    line = forms.CharField(
        label=_("In one line"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class ContactFilter(forms.Form):
    """The list's filter, in the address bar. What makes no sense is passed over."""

    since = forms.DateField(label=_("From"), required=False, widget=DayInput(), validators=_IN_REACH)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput(), validators=_IN_REACH)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All")), *Channel.choices], widget=Select
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("All")), *Meeting.Outcome.choices], widget=Select
    )
    adviser = forms.TypedChoiceField(
        label=_("Adviser"), required=False, coerce=int, empty_value=None, widget=Select
    )
    q = forms.CharField(label=_("Client"), required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    nothing = Wanted()

    def __init__(self, *args: Any, advisers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        choices = [("", _("All")), *advisers]
        field = self.fields["adviser"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            since=said.get("since"),
            until=said.get("until"),
            channel=said.get("channel", ""),
            outcome=said.get("outcome", ""),
            adviser=said.get("adviser"),
            text=said.get("q", ""),
        )


_DAYS = [
    ("", _("no day in particular")),
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
]
_BY = (Channel.PHONE, Channel.VIDEO, Channel.IN_PERSON, Channel.MESSAGE)


class AgreementForm(forms.Form):
    """What the client wishes: how often, by which way, when."""

    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=Agreement.Rhythm.choices,
        widget=forms.RadioSelect,
        initial="fortnightly",
    )
    channel = forms.ChoiceField(
        label=_("By which way"),
        choices=[(way.value, way.label) for way in _BY],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )
    weekday = forms.TypedChoiceField(
        label=_("On which weekday"),
        choices=_DAYS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=Select,
    )
    part_of_day = forms.ChoiceField(
        label=_("When in the day"),
        choices=Agreement.PartOfDay.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label=_("Next on"), help_text=_("Empty: as the rhythm says."), required=False, widget=DayInput()
    )
    paused_until = forms.DateField(
        label=_("Nobody is in touch before"),
        help_text=_("If the client wants a pause. Empty: no pause."),
        required=False,
        widget=DayInput(),
    )
    note = forms.CharField(label=_("In one line"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        for name in ("due_on", "paused_until"):
            self.fields[name].validators.extend(_IN_REACH)

    def wish(self) -> AgreementWish:
        said = self.cleaned_data
        return AgreementWish(
            rhythm=said["rhythm"],
            channel=said["channel"],
            due_on=said["due_on"],
            weekday=said["weekday"],
            part_of_day=said["part_of_day"],
            note=plain_line(said["note"]),
            paused_until=said["paused_until"],
        )
