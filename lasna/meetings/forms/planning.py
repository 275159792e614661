from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.clients.models import EVERY_WAY, PLANNED, Client
from lasna.clients.queries import ways_or_none
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.web.times import localised
from lasna.meetings.forms.meeting_places import PlaceChoice, PlaceRow, rows_of
from lasna.meetings.models import Meeting, MeetingPlace, MeetingType
from lasna.meetings.queries.choosing import Advice, Adviser
from lasna.meetings.services.meeting_places import WAYS as SITTING

HALF_HOUR = timedelta(minutes=30)
FARTHEST = timedelta(days=730)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class MomentForm(forms.Form):
    """A day and a time in the office's zone. Where an hour comes twice, it asks which one is meant."""

    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=DayInput())
    time = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=TimeInput())
    fold = forms.TypedChoiceField(
        label=gettext_lazy("Which one?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("0", gettext_lazy("the first, summer time")),
            ("1", gettext_lazy("the second, winter time")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.zone = zone
        self.starts: datetime | None = None
        self.asks_fold = False

    def clean(self) -> None:
        super().clean()
        self.starts = self._moment()

    def _moment(self) -> datetime | None:
        said = self.cleaned_data
        for name, words in (("day", _("Choose a day.")), ("time", _("Choose a time."))):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not (said.get("day") and said.get("time")):
            return None
        if said["day"] > clock.now().date() + FARTHEST:
            self.add_error("day", _("Choose a day within two years."))
            return None
        try:
            return localised(said["day"], said["time"], self.zone, said.get("fold"))
        except UserError as error:
            self.asks_fold = error.code == "time.twice"
            self.add_error("time", str(error.message))
        return None


def next_half_hour(zone: str) -> datetime:
    """A likely time to begin with, in ``zone``."""
    at = clock.now().astimezone(ZoneInfo(zone)) + HALF_HOUR
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def first_span(client: Client, type: MeetingType) -> tuple[datetime, datetime]:
    """The time that the page begins with, of a meeting of this type."""
    starts = next_half_hour(client.office.zone)
    return starts, starts + timedelta(minutes=type.minutes)


class PlanForm(MomentForm):
    """Who and what, when, how. ``type`` gives the length."""

    type = forms.TypedChoiceField(label=gettext_lazy("Meeting type"), coerce=int)
    moment = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[("later", gettext_lazy("Choose a time")), ("now", gettext_lazy("Now"))],
        widget=forms.RadioSelect,
    )
    planned_channel = forms.ChoiceField(
        label=gettext_lazy("How"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": gettext_lazy("This meeting type is not held that way. Choose one of these.")
        },
    )
    send_by = forms.ChoiceField(
        label=gettext_lazy("How the invitation is sent"), required=False, widget=forms.RadioSelect
    )

    place = PlaceChoice()
    offered_for = forms.CharField(required=False, widget=forms.HiddenInput)
    """The type whose ways the page shows: another is chosen, and the ways follow."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        client: Client,
        types: list[MeetingType],
        places: Sequence[MeetingPlace] = (),
        follow: bool = False,
    ) -> None:
        """``follow``: a way that the chosen type does not allow gives place to the one advised."""
        self.places = {place.pk: place for place in places}
        self.taken: set[int] = set()
        self.types = {type.pk: type for type in types}
        self.chosen = _chosen(data, types)
        self.adviser = Adviser(client)
        likely = None
        if data is None:
            likely = _likely(client, self.chosen) | {"planned_channel": self._usual()}
        elif follow and self.chosen and data.get("planned_channel", "") not in self.chosen.allowed:
            data = data.copy()
            data["planned_channel"] = self._usual()
        super().__init__(data, zone=client.office.zone, initial=likely)
        give_choices(self, "type", [(type.pk, with_length(type)) for type in types])
        give_choices(self, "planned_channel", _ways_of(self.chosen))
        give_choices(self, "send_by", ways_or_none(client))
        offer_places(self, places)

    def clean(self) -> None:
        super().clean()
        # The page hides the choice for other ways: what was chosen before does not count.
        if self.cleaned_data.get("planned_channel") not in SITTING:
            self.cleaned_data["place"] = None

    @property
    def place_chosen(self) -> MeetingPlace | None:
        return self.places.get(self.cleaned_data.get("place") or 0)

    @property
    def place_rows(self) -> list[PlaceRow]:
        return rows_of(self["place"], self.taken)

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The time that the page shows, as long as the chosen type."""
        starts = self.starts if self.is_bound else next_half_hour(self.zone)
        return (starts, starts + timedelta(minutes=self.chosen.minutes)) if starts and self.chosen else None

    @property
    def places_at(self) -> str:
        """The time for which the page shows what is taken."""
        return "/".join(at.isoformat() for at in self.span) if self.span else ""

    @property
    def places_are_old(self) -> bool:
        return bool(self.places) and self.data.get("places_at", "") != self.places_at

    @cached_property
    def advice(self) -> Advice | None:
        """For the type that the page shows."""
        return self.adviser.advice(self.chosen) if self.chosen else None

    def _usual(self) -> str:
        advice = self.advice
        return advice.channel if advice else PLANNED[0].value

    @property
    def ways_are_old(self) -> bool:
        """The ways on the page are those of another type."""
        return bool(self.data.get("offered_for", "") != self.offered_for_now)

    @property
    def offered_for_now(self) -> str:
        return str(self.chosen.pk) if self.chosen else ""

    @property
    def now(self) -> bool:
        return bool(self.cleaned_data.get("moment") == "now")

    @property
    def meeting_type(self) -> MeetingType:
        return self.types[self.cleaned_data["type"]]

    def _moment(self) -> datetime | None:
        if self.now:
            return clock.now().replace(second=0, microsecond=0)
        return super()._moment()


class MoveForm(MomentForm):
    """Another time, and another place where the meeting has a way for which one is booked."""

    place = PlaceChoice()

    def __init__(
        self, *args: Any, meeting: Meeting, places: Sequence[MeetingPlace] = (), **options: Any
    ) -> None:
        local = meeting.starts.astimezone(ZoneInfo(meeting.zone))
        options["initial"] = {"day": local.date(), "time": local.time(), "place": meeting.place_id or ""}
        super().__init__(*args, zone=meeting.zone, **options)
        kept = [meeting.place] if meeting.place and meeting.place not in places else []
        self.offers_places = meeting.planned_channel in SITTING and bool([*places, *kept])
        offer_places(self, [*kept, *places])

    @property
    def place_rows(self) -> list[PlaceRow]:
        return rows_of(self["place"])


def offer_places(form: forms.Form, places: Sequence[MeetingPlace]) -> None:
    field = form.fields["place"]
    assert isinstance(field, PlaceChoice)
    field.offer(places)


def give_choices(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _chosen(data: QueryDict | None, types: list[MeetingType]) -> MeetingType | None:
    """The type that is asked for, else the first."""
    wanted = data.get("type", "") if data is not None else ""
    return next((type for type in types if str(type.pk) == wanted), types[0] if types else None)


def _ways_of(type: MeetingType | None) -> list[tuple[Any, str]]:
    return [(channel.value, str(channel.label)) for channel in (type.allowed if type else PLANNED)]


def with_length(type: MeetingType) -> str:
    return _("{name}, {minutes} min").format(name=type, minutes=type.minutes)


def _likely(client: Client, type: MeetingType | None) -> dict[str, Any]:
    """All but the way, which is advised."""
    at = next_half_hour(client.office.zone)
    return {
        "type": type.pk if type else None,
        "moment": "later",
        "day": at.date(),
        "time": at.time(),
        "send_by": client.addressee.way(EVERY_WAY),
    }


class VouchForm(forms.Form):
    how = forms.CharField(
        label=gettext_lazy("How do you know that it is the right person?"),
        min_length=2,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
