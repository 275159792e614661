"""When an organisation reminds its clients."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.meetings.queries.reminders import NATIONAL, reminders_of
from lasna.people.models import Organisation

MOST_A_DAY = 6


class RemindersForm(forms.Form):
    day_before = forms.ChoiceField(
        label=_("The day before, at the same time"),
        help_text=_("Where the national message comes the day before, ours would be one too many."),
        choices=[
            ("day", _("we remind")),
            (NATIONAL, _("the national message reminds, ours is not sent")),
            ("none", _("nobody reminds")),
        ],
        widget=forms.RadioSelect,
    )
    reminders = forms.MultipleChoiceField(
        label=_("Clients are reminded also"),
        choices=[("week", _("a week before")), ("hour", _("an hour before"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    a_day = forms.IntegerField(
        label=_("A client gets at most so many a day"),
        min_value=1,
        max_value=MOST_A_DAY,
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        chosen = organisation.reminders.split(",")
        day_before = next((name for name in ("day", NATIONAL) if name in chosen), "none")
        options["initial"] = {
            "day_before": day_before,
            "reminders": reminders_of(organisation),
            "a_day": organisation.reminders_a_day,
        }
        super().__init__(*args, **options)
        self.label_suffix = ""

    def names(self) -> list[str]:
        return [self.cleaned_data["day_before"], *self.cleaned_data["reminders"]]
