"""What advisers type about a calendar of their own."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.calendars.queries.words import words_of
from lasna.calendars.states import web_address
from lasna.kernel.outside import LONGEST_ADDRESS, Trouble


class OwnCalendarForm(forms.Form):
    address = forms.CharField(
        label=_("Address of your calendar"),
        help_text=_("It begins with https:// or webcal://, and often ends with .ics."),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean_address(self) -> str:
        """As it is asked."""
        try:
            return web_address(self.cleaned_data["address"], settings.LASNA_CALENDAR_HOSTS)
        except Trouble as trouble:
            raise ValidationError(words_of(trouble.code)) from trouble
