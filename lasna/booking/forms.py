"""What advisers type about their hours, about a link to be sent, and when they book for a client."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lasna.booking.models import OpeningHour
from lasna.booking.queries.booking_for import wanted_by_staff
from lasna.booking.queries.free import Wanted
from lasna.booking.services import ExceptionWish, HourWish, OfferWish
from lasna.clients.models import PLANNED, Client
from lasna.clients.queries import ways_or_none, ways_to
from lasna.meetings.models import MeetingPlace, MeetingType
from lasna.people.models import Office, Person

NOTICES = (1, 2, 4, 12, 24, 48, 72, 168)
"""Hours."""
WEEKS = (1, 2, 4, 6, 8, 12, 16, 26)
WAYS = [(channel.value, channel.label) for channel in PLANNED]


def _time(label: Any, *, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=required, widget=widget)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class HoursForm(forms.Form):
    """Hours on one or several days of the week."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"),
        coerce=int,
        choices=OpeningHour.Weekday.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )
    starts = _time(gettext_lazy("Begins"))
    ends = _time(gettext_lazy("Ends"))
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("By which way"),
        help_text=gettext_lazy("None chosen: by every way."),
        required=False,
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    types = forms.TypedMultipleChoiceField(
        label=gettext_lazy("For which meetings"),
        help_text=gettext_lazy("None chosen: for all of them."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    office = forms.TypedChoiceField(label=gettext_lazy("For the clients of"), coerce=int)

    def __init__(self, *args: Any, offices: list[Office], types: list[MeetingType], **options: Any) -> None:
        options.setdefault("initial", {"starts": "09:00", "ends": "15:00"})
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.several_offices = len(offices) > 1
        for name, choices in (
            ("office", [(office.pk, office.name) for office in offices]),
            ("types", [(type.pk, str(type)) for type in types]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not self.several_offices:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0].pk if offices else None

    def wish(self) -> HourWish:
        said = self.cleaned_data
        return HourWish(
            office_id=said["office"],
            weekdays=said["weekdays"],
            starts=said["starts"],
            ends=said["ends"],
            channels=said["channels"],
            types=said["types"],
        )


class ExceptionForm(forms.Form):
    """Away on some days, or there besides."""

    opens = forms.TypedChoiceField(
        label=gettext_lazy("What is different"),
        coerce=lambda value: value == "there",
        choices=[("away", gettext_lazy("I am away")), ("there", gettext_lazy("I am there besides"))],
        initial="away",
        widget=forms.RadioSelect,
    )
    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))
    starts = _time(gettext_lazy("Begins"), required=False)
    ends = _time(gettext_lazy("Ends"), required=False)
    office = forms.TypedChoiceField(label=gettext_lazy("For the clients of"), coerce=int, required=False)

    def __init__(self, *args: Any, offices: list[Office], **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.several_offices = len(offices) > 1
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(office.pk, office.name) for office in offices]
        field.initial = offices[0].pk if offices else None
        if not self.several_offices:
            field.widget = forms.HiddenInput()
        self.fields["last"].required = False
        self.fields["last"].help_text = _("Empty: the same day.")
        self.fields["starts"].help_text = _("Empty: away the whole day.")

    def wish(self) -> ExceptionWish:
        said = self.cleaned_data
        return ExceptionWish(
            opens=said["opens"],
            first=said["first"],
            last=said["last"] or said["first"],
            starts=said["starts"],
            ends=said["ends"],
            office_id=said["office"] or None,
        )


class OfferForm(forms.Form):
    """What the client may choose by the link, and how it reaches them."""

    type = forms.TypedChoiceField(label=gettext_lazy("Meeting type"), coerce=int)
    whom = forms.ChoiceField(
        label=gettext_lazy("With whom"),
        choices=[
            ("me", gettext_lazy("With me")),
            ("anybody", gettext_lazy("With whoever of the office is free")),
        ],
        initial="me",
        widget=forms.RadioSelect,
    )
    send_by = forms.ChoiceField(label=gettext_lazy("How the link is sent"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, client: Client, types: list[MeetingType], **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        for name, choices in (
            ("send_by", ways_to(client)),
            (
                "type",
                [
                    (type.pk, _("{name}, {minutes} min").format(name=type, minutes=type.minutes))
                    for type in types
                ],
            ),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.initial = choices[0][0] if choices else None

    def wish(self) -> OfferWish:
        said = self.cleaned_data
        return OfferWish(said["type"], said["whom"] == "anybody", said["send_by"])


class WantedForm(forms.Form):
    """Which free times are looked for. ``whom`` empty: whoever of the office is free."""

    type = forms.TypedChoiceField(label=gettext_lazy("Meeting type"), coerce=int)
    way = forms.ChoiceField(
        label=gettext_lazy("By which way"),
        choices=[(channel.value, channel.label) for channel in PLANNED],
    )
    whom = forms.TypedChoiceField(
        label=gettext_lazy("With whom"), coerce=int, required=False, empty_value=None
    )

    def __init__(
        self, data: QueryDict, *, types: list[MeetingType], people: list[Person], by: Person, client: Client
    ) -> None:
        usual = types[0].default_channel if types else ""
        likely = {"way": client.wish or usual, "whom": by.pk if by in people else ""}
        super().__init__(data if "type" in data else None, initial=likely)
        self.label_suffix = ""
        self.client = client
        self.people = {person.pk: person for person in people}
        self.types = {type.pk: type for type in types}
        _give(self, "type", [(type.pk, _with_length(type)) for type in types])
        anybody = ("", _("Whoever of the office is free"))
        _give(self, "whom", [anybody, *((person.pk, person.name) for person in people)])

    def clean(self) -> None:
        super().clean()
        type = self.types.get(self.cleaned_data.get("type", 0))
        if type and self.cleaned_data.get("way") not in (*type.allowed, None):
            ways = ", ".join(str(channel.label) for channel in type.allowed)
            words = _("A meeting of this type can be: {ways}. Choose one of these.")
            self.add_error("way", words.format(ways=ways))

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return wanted_by_staff(self.client, self.types[said["type"]], said["way"], said["whom"])

    def kept(self) -> dict[str, str]:
        """As it stands in an address."""
        return {name: str(self[name].value() or "") for name in self.fields}


class AgreeForm(forms.Form):
    send_by = forms.ChoiceField(
        label=gettext_lazy("How the invitation is sent"), required=False, widget=forms.RadioSelect
    )
    place = forms.TypedChoiceField(label=gettext_lazy("Place"), coerce=int, required=False, empty_value=None)

    def __init__(self, data: QueryDict | None, *, client: Client, places: Iterable[MeetingPlace]) -> None:
        super().__init__(data)
        self.label_suffix = ""
        ways = ways_or_none(client)
        _give(self, "send_by", ways)
        self.fields["send_by"].initial = ways[0][0]
        offered = [(place.pk, place.where) for place in places]
        _give(self, "place", [("", _("No place is booked")), *offered])
        self.offers_places = bool(offered)


def _give(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _with_length(type: MeetingType) -> str:
    return _("{name}, {minutes} min").format(name=type, minutes=type.minutes)


class RulesForm(forms.Form):
    """Choices alone: no number that nobody meant."""

    notice = forms.TypedChoiceField(label=gettext_lazy("At the latest"), coerce=int)
    weeks = forms.TypedChoiceField(label=gettext_lazy("At the earliest"), coerce=int)

    def __init__(self, data: QueryDict | None, *, initial: dict[str, int]) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        _give(self, "notice", [(hours, _before(hours)) for hours in NOTICES])
        _give(self, "weeks", [(count, _weeks_before(count)) for count in WEEKS])


def _before(hours: int) -> str:
    if hours % 24:
        return ngettext("%(count)s hour before", "%(count)s hours before", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)s day before", "%(count)s days before", days) % {"count": days}


def _weeks_before(count: int) -> str:
    return ngettext("%(count)s week before", "%(count)s weeks before", count) % {"count": count}
