"""What administrators type about a place, and how advisers choose among places."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.kernel.words import plain_line
from lasna.meetings.models import MeetingPlace
from lasna.meetings.services import PlaceWish
from lasna.people.models import Office


def _line(label: Any, longest: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, help_text=help_text, required=required)


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=MeetingPlace.Kind.choices, widget=forms.RadioSelect
    )
    name = _line(_("Name"), 100, _("Clients read name and address in their messages: nothing private here."))
    address = _line(_("Address"), 200, required=False)
    directions = _line(_("How to find it"), 300, _("For staff, to tell on the phone."), required=False)
    office = forms.TypedChoiceField(label=_("Who may book it"), coerce=int, required=False, empty_value=None)
    capacity = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"),
        help_text=_("With a camera and a microphone it can be booked for a video meeting."),
        choices=MeetingPlace.Equipment.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    access = forms.MultipleChoiceField(
        label=_("Accessibility"),
        choices=MeetingPlace.Access.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, data: QueryDict | None, *, place: MeetingPlace | None, offices: Iterable[Office]
    ) -> None:
        super().__init__(data, initial=_said(place))
        self.label_suffix = ""
        choice = self.fields["office"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("every office")), *((office.pk, office.name) for office in offices)]

    def clean(self) -> None:
        super().clean()
        for name in ("name", "address", "directions"):
            if name in self.cleaned_data:
                self.cleaned_data[name] = plain_line(self.cleaned_data[name])
        if self.cleaned_data.get("name") == "":
            self.add_error("name", _("Write the name."))

    def wish(self) -> PlaceWish:
        said = self.cleaned_data
        return PlaceWish(
            kind=said["kind"],
            name=said["name"],
            address=said["address"],
            directions=said["directions"],
            equipment=tuple(said["equipment"]),
            access=tuple(said["access"]),
            capacity=said["capacity"],
            office_id=said["office"],
        )


def _said(place: MeetingPlace | None) -> dict[str, Any]:
    if place is None:
        return {"kind": MeetingPlace.Kind.ROOM, "capacity": 4}
    said = {name: getattr(place, name) for name in ("kind", "name", "address", "directions", "capacity")}
    return said | {
        "office": place.office_id or "",
        "equipment": place.equipment.split(","),
        "access": place.access.split(","),
    }


@dataclass(frozen=True)
class PlaceRow:
    """One line of the choice."""

    value: str
    words: str
    taken: bool
    selected: bool


class PlaceChoice(forms.TypedChoiceField):
    """One of the places that may be booked, or none. Which are taken then, the page shows."""

    def __init__(self) -> None:
        super().__init__(label=_("Place"), coerce=int, required=False, empty_value=None)

    def offer(self, places: Iterable[MeetingPlace]) -> None:
        self.choices = [("", _("No place is booked")), *((place.pk, described(place)) for place in places)]


def rows_of(chosen: forms.BoundField, taken: Iterable[int] = ()) -> list[PlaceRow]:
    """What is chosen stays so, also where it is taken: then the page says it."""
    assert isinstance(chosen.field, forms.ChoiceField)
    now, numbers = str(chosen.value() or ""), {str(number) for number in taken}
    offered = cast("Iterable[tuple[object, object]]", chosen.field.choices)
    choices = [(str(value), str(words)) for value, words in offered]
    return [PlaceRow(value, words, value in numbers, value == now) for value, words in choices]


def described(place: MeetingPlace) -> str:
    """Name, address and what is there, in one line."""
    more = ", ".join([*place.equipped_with, *place.accessible_by])
    return f"{place.where} ({more})" if more else place.where
