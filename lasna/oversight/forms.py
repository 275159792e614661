from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.forms import Select
from lasna.kernel.web.lists import LAST_PAGE
from lasna.oversight.protocol import DEEDS
from lasna.oversight.queries import Wanted

_IN_REACH = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))]
_MOST = 2**31 - 1


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@cache
def _deeds(language: str | None) -> list[tuple[str, str]]:
    """In the order of their words in this language: a hundred of them, translated once."""
    with override(language):
        return sorted(((deed, str(words)) for deed, words in DEEDS.items()), key=lambda one: one[1])


class AuditFilter(forms.Form):
    """What of the log is shown, in the address."""

    person = forms.TypedChoiceField(
        label=_("Person"), required=False, coerce=int, empty_value=None, widget=Select
    )
    client = forms.IntegerField(
        label=_("Client's number"), required=False, min_value=1, max_value=_MOST, localize=False
    )
    deed = forms.ChoiceField(label=_("What"), required=False, widget=Select)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput(), validators=_IN_REACH)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput(), validators=_IN_REACH)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        person, deed = self.fields["person"], self.fields["deed"]
        assert isinstance(person, forms.ChoiceField)
        assert isinstance(deed, forms.ChoiceField)
        person.choices = [("", _("All")), *people.items()]
        deed.choices = [("", _("All")), *_deeds(get_language())]

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            person=said["person"],
            client=said["client"],
            deed=said["deed"],
            since=said["since"],
            until=said["until"],
        )
