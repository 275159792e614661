"""A series is planned as a meeting, and how often besides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.meetings.forms.planning import PlanForm
from lasna.meetings.queries.series import MOST, Rhythm


class SeriesForm(PlanForm):
    moment = None  # type: ignore[assignment]  # Django's way to leave a field out
    every = forms.TypedChoiceField(
        label=_("How often"),
        coerce=int,
        choices=[
            (1, _("every week")),
            (2, _("every second week")),
            (3, _("every third week")),
            (4, _("every fourth week")),
        ],
        initial=2,
        widget=forms.RadioSelect,
    )
    times = forms.IntegerField(
        label=_("How many meetings"),
        min_value=2,
        max_value=MOST,
        initial=6,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    @property
    def rhythm(self) -> Rhythm:
        assert self.starts is not None
        said = self.cleaned_data
        return Rhythm(self.starts, self.zone, said["every"], said["times"], self.meeting_type.minutes)

    @property
    def way_words(self) -> str:
        return str(Channel(self.cleaned_data["planned_channel"]).label)

    @property
    def carried(self) -> list[tuple[str, Any]]:
        """What was chosen, for the page on which the dates are looked at."""
        return [(name, self[name].value()) for name in self.fields if self[name].value() is not None]
