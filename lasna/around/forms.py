"""What administrators write: a task of a type, a material, after which meetings clients are thanked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.around.models import MOST_DAYS, Material, Reading, ThankedType
from lasna.around.services import MaterialWish, TaskWish
from lasna.kernel.web.languages import NAMES
from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings.queries.types import types_offered
from lasna.people.models import Organisation

LONGEST_WORDS = 2000


class TextsForm(forms.Form):
    """Title and words once for every language that the organisation offers, and one public page."""

    link = forms.CharField(
        label=_("Web page"),
        help_text=_("One public page at most, with https. Leave it empty if there is none."),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    words_label: Any = _("Text")

    def __init__(self, data: QueryDict | None, *, said: Reading, languages: Iterable[str]) -> None:
        super().__init__(data, initial=model_to_dict(said))
        self.label_suffix = ""
        self.languages = tuple(languages)
        names = dict(NAMES)
        for code in self.languages:
            title = forms.CharField(label=_in(_("Title"), names[code]), max_length=100)
            area = forms.Textarea(attrs={"rows": 5})
            words = forms.CharField(
                label=_in(self.words_label, names[code]),
                max_length=LONGEST_WORDS,
                required=False,
                widget=area,
            )
            for name, field in ((f"title_{code}", title), (f"words_{code}", words)):
                field.widget.attrs["lang"] = code
                self.fields[name] = field

    @property
    def texts(self) -> list[forms.BoundField]:
        """Language by language: the title, and the words under it."""
        return [self[f"{column}_{code}"] for code in self.languages for column in ("title", "words")]

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        for code in self.languages:
            said[f"words_{code}"] = plain_lines(said.get(f"words_{code}", ""))
            title = f"title_{code}"
            if title in said:
                said[title] = plain_line(said[title])
                if not said[title]:
                    self.add_error(title, _("Write the title."))

    def typed(self) -> dict[str, str]:
        """By column."""
        return {field.name: self.cleaned_data[field.name] for field in self.texts}


class TaskForm(TextsForm):
    days = forms.IntegerField(
        label=_("How many days before the meeting it is sent"),
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words_label = _("What to do")

    def wish(self) -> TaskWish:
        return TaskWish(self.typed(), self.cleaned_data["link"], self.cleaned_data["days"])


class MaterialForm(TextsForm):
    type = forms.TypedChoiceField(label=_("For whom"), coerce=int, required=False, empty_value=None)

    def __init__(self, data: QueryDict | None, *, said: Material | None, organisation: Organisation) -> None:
        super().__init__(data, said=said or Material(), languages=organisation.offered)
        types = list(types_offered(organisation.pk))
        if said and said.type and said.type not in types:
            types.append(said.type)
        choice = self.fields["type"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("every client")), *((type.pk, str(type)) for type in types)]

    def wish(self) -> MaterialWish:
        return MaterialWish(self.typed(), self.cleaned_data["link"], self.cleaned_data["type"])


class ThanksForm(forms.Form):
    types = forms.MultipleChoiceField(
        label=_("After which meetings"),
        help_text=_("Without a tick nobody is thanked by themselves; advisers can do it by one press."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None, *, organisation: Organisation) -> None:
        chosen = ThankedType.objects.filter(type__organisation=organisation)
        super().__init__(data, initial={"types": list(chosen.values_list("type", flat=True))})
        self.label_suffix = ""
        choice = self.fields["types"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(type.pk, str(type)) for type in types_offered(organisation.pk)]

    def chosen(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["types"]}


def _in(what: Any, language: str) -> str:
    return f"{what} ({language})"
