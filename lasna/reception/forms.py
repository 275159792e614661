"""What visitors say of themselves, and what those who run a reception type."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.booking.models import OpeningHour
from lasna.clients.models import Channel
from lasna.errors import UserError
from lasna.kernel.names import plain_name
from lasna.kernel.phones import parse_phone
from lasna.meetings.models import MeetingType
from lasna.reception.models import Reception, Visit
from lasna.reception.services import DayWish, HourWish, NewVisitor, ReceptionWish, Told


class NameField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)

    def to_python(self, value: object | None) -> str:
        try:
            return str(plain_name(super().to_python(value) or ""))
        except UserError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from None


class PhoneField(forms.CharField):
    """E.164 inside, as people write it outside. Somebody is called there."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, required=False, **options)
        self.widget.attrs |= {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        self.widget.input_type = "tel"

    def to_python(self, value: object | None) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return str(parse_phone(text, purpose="call"))
        except UserError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error


class JoinForm(forms.Form):
    """First name, and a number if they like."""

    name = NameField(
        label=gettext_lazy("Your first name"),
        error_messages={"required": gettext_lazy("Write your first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    phone = PhoneField(
        label=gettext_lazy("Your phone number"),
        help_text=gettext_lazy("You do not have to give it. If the connection breaks, we phone you."),
    )
    way = forms.ChoiceField(label=gettext_lazy("How do we meet?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reception: Reception, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.language = language
        words = {
            Channel.VIDEO: _("By video on this device"),
            Channel.PHONE: _("You phone me"),
            Channel.IN_PERSON: _("I am here at the office: {where}").format(where=reception.where),
        }
        ways = [(way.value, words[way]) for way in reception.ways]
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = ways
        field.initial = ways[0][0]
        self.several_ways = len(ways) > 1
        if not self.several_ways:
            field.widget = forms.HiddenInput()
        if ways == [(Channel.PHONE.value, words[Channel.PHONE])]:
            self.fields["phone"].help_text = _("We phone you at this number.")

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("way") == Channel.PHONE and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write your phone number, so that we can call you."))

    def told(self) -> Told:
        said = self.cleaned_data
        return Told(said["name"], said["way"], said["phone"], self.language)


class NumberForm(forms.Form):
    """A number typed later."""

    phone = PhoneField(label=gettext_lazy("Your phone number"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class NewVisitorForm(forms.Form):
    first_name = NameField(
        label=gettext_lazy("First name"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    last_name = NameField(
        label=gettext_lazy("Last name"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label=gettext_lazy("Phone"))

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        options.setdefault("initial", {"first_name": visit.name, "phone": visit.phone_read})
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["phone"].widget.attrs["autocomplete"] = "off"

    def new(self) -> NewVisitor:
        return NewVisitor(**self.cleaned_data)


class ReceptionForm(forms.Form):
    """What the office's reception is called, and how people are met there."""

    name_fi = forms.CharField(label=gettext_lazy("Name in Finnish"), max_length=100)
    name_sv = forms.CharField(label=gettext_lazy("Name in Swedish"), max_length=100, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    type = forms.TypedChoiceField(
        label=gettext_lazy("Meeting type"),
        coerce=int,
        help_text=gettext_lazy("How long a visit usually takes comes from it, until today's visits tell."),
    )
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Ways to meet"),
        choices=[
            ("video", gettext_lazy("video")),
            ("phone", gettext_lazy("phone: we call the visitor")),
            ("in_person", gettext_lazy("in person: the visitor waits at the office")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one way to meet.")},
    )
    where = forms.CharField(
        label=gettext_lazy("In person: where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where visitors wait and are met, for example: lobby of the second floor."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Places in the queue"),
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("When they are taken, newcomers are asked to come later or to call."),
    )
    in_use = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        help_text=gettext_lazy("Otherwise its page says that it is closed."),
    )

    def __init__(
        self, *args: Any, reception: Reception | None, types: list[MeetingType], **options: Any
    ) -> None:
        options["initial"] = _initial(reception)
        super().__init__(*args, **options)
        self.label_suffix = ""
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (type.pk, _("{name}, {minutes} min").format(name=type, minutes=type.minutes)) for type in types
        ]

    def wish(self) -> ReceptionWish:
        said = self.cleaned_data
        return ReceptionWish(
            name_fi=said["name_fi"],
            name_sv=said["name_sv"],
            name_en=said["name_en"],
            type_id=said["type"],
            by_video="video" in said["ways"],
            by_phone="phone" in said["ways"],
            in_person="in_person" in said["ways"],
            where=said["where"],
            most=said["most"],
            in_use=said["in_use"],
        )


def _initial(reception: Reception | None) -> dict[str, Any]:
    if reception is None:
        return {"ways": ["video", "phone"], "most": 20, "in_use": True}
    return {
        "name_fi": reception.name_fi,
        "name_sv": reception.name_sv,
        "name_en": reception.name_en,
        "type": reception.type_id,
        "ways": [way.value for way in reception.ways],
        "where": reception.where,
        "most": reception.most,
        "in_use": reception.shut_at is None,
    }


def _time(label: Any, *, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=required, widget=widget)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


class HoursForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"),
        coerce=int,
        choices=OpeningHour.Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )
    starts = _time(gettext_lazy("Opens"))
    ends = _time(gettext_lazy("Closes"))

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"starts": "09:00", "ends": "11:00"})
        super().__init__(*args, **options)
        self.label_suffix = ""

    def wish(self) -> HourWish:
        said = self.cleaned_data
        return HourWish(said["weekdays"], said["starts"], said["ends"])


class DayForm(forms.Form):
    opens = forms.TypedChoiceField(
        label=gettext_lazy("What is different"),
        coerce=lambda value: value == "open",
        choices=[("closed", gettext_lazy("Closed")), ("open", gettext_lazy("Open besides"))],
        initial="closed",
        widget=forms.RadioSelect,
    )
    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"), required=False)
    starts = _time(gettext_lazy("Begins"), required=False)
    ends = _time(gettext_lazy("Ends"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["last"].help_text = _("Empty: the same day.")
        self.fields["starts"].help_text = _("Empty: closed the whole day.")

    def wish(self) -> DayWish:
        said = self.cleaned_data
        return DayWish(
            said["opens"], said["first"], said["last"] or said["first"], said["starts"], said["ends"]
        )
