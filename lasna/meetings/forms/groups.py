"""What advisers type about a group, and about a seat in it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import EVERY_WAY, Channel, Client
from lasna.clients.queries import ways_or_none
from lasna.meetings.forms.meeting_places import PlaceChoice
from lasna.meetings.forms.planning import (
    MomentForm,
    give_choices,
    next_half_hour,
    offer_places,
    with_length,
)
from lasna.meetings.models import FEWEST_SEATS, MOST_SEATS, MeetingPlace, MeetingType
from lasna.meetings.services import GroupWish
from lasna.meetings.services.groups import MOST_BY_VIDEO
from lasna.people.models import Office

USUAL_SEATS = 8


class GroupForm(MomentForm):
    type = forms.TypedChoiceField(label=_("Meeting type"), coerce=int)
    title = forms.CharField(
        label=_("What the group is called"),
        max_length=80,
        help_text=_("Clients read it before the code, too: nothing private here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    planned_channel = forms.ChoiceField(
        label=_("How"),
        choices=[(way.value, way.label) for way in (Channel.IN_PERSON, Channel.VIDEO)],
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=FEWEST_SEATS,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place = PlaceChoice()

    def __init__(
        self,
        data: QueryDict | None,
        *,
        office: Office,
        types: Sequence[MeetingType],
        places: Sequence[MeetingPlace],
    ) -> None:
        self.office = office
        usual = next((type for type in types if type.key == "group"), None) or next(iter(types), None)
        at = next_half_hour(office.zone)
        likely: dict[str, Any] = {"seats": USUAL_SEATS, "day": at.date(), "time": at.time()}
        likely |= {"type": usual.pk if usual else None, "planned_channel": _usual_way(usual)}
        super().__init__(data, zone=office.zone, initial=likely)
        words = _("By video at most {most}: so many a room holds.")
        self.fields["seats"].help_text = str(words).format(most=MOST_BY_VIDEO)
        give_choices(self, "type", [(type.pk, with_length(type)) for type in types])
        offer_places(self, places)

    def wish(self) -> GroupWish:
        said = self.cleaned_data
        assert self.starts is not None
        return GroupWish(
            office_id=self.office.pk,
            type_id=said["type"],
            title=said["title"],
            seats=said["seats"],
            starts=self.starts,
            planned_channel=said["planned_channel"],
            place_id=said["place"],
        )


def _usual_way(type: MeetingType | None) -> str:
    video = type is not None and type.default_channel == Channel.VIDEO
    return Channel.VIDEO.value if video else Channel.IN_PERSON.value


class SeatForm(forms.Form):
    """How the link goes to a client who gets a seat."""

    send_by = forms.ChoiceField(
        label=_("How the invitation is sent"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: QueryDict | None, *, client: Client) -> None:
        super().__init__(data, initial={"send_by": client.addressee.way(EVERY_WAY)})
        self.label_suffix = ""
        give_choices(self, "send_by", ways_or_none(client))
