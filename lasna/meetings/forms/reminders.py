"""When an organisation reminds its clients."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_HELP = _("Choose none where the national message comes the day before, or where nobody is reminded.")


class RemindersForm(forms.Form):
    reminders = forms.MultipleChoiceField(
        label=_("Clients are reminded"),
        help_text=_HELP,
        choices=[
            ("week", _("a week before")),
            ("day", _("the day before, at the same time")),
            ("hour", _("an hour before")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
