"""What is written down where the way of a meeting is chosen: what the client said to video."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.kernel.web.languages import NAMES
from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings.models import Answer, OfferReason
from lasna.meetings.queries.offers import Asked
from lasna.meetings.services import OfferAnswer


class ChoosingForm(forms.Form):
    """Beside the form of the meeting itself, in the same ``<form>``. Nothing of it has to be said."""

    offer = forms.ChoiceField(required=False, choices=Answer.choices)
    declined = forms.ChoiceField(required=False)
    not_offered = forms.ChoiceField(required=False)
    """Their reasons: each is heard beside its own answer alone."""

    def __init__(self, data: QueryDict | None, *, asked: Asked) -> None:
        super().__init__(data)
        self.asked = asked
        for name, reasons in (("declined", asked.declined), ("not_offered", asked.not_offered)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(reason.code, str(reason)) for reason in reasons]

    @property
    def chosen(self) -> list[str]:
        """What the page shows as pressed."""
        return [str(self[name].value() or "") for name in ("offer", "declined", "not_offered")]

    def offer_answer(self) -> OfferAnswer | None:
        """None: nothing is written down yet."""
        said = self.cleaned_data
        return answer_in(said.get(said["offer"]) or said["offer"])


def answer_in(code: str) -> OfferAnswer | None:
    """As ``Asked.codes`` writes it."""
    answer, _sign, number = code.partition(":")
    return OfferAnswer(answer, int(number) if number else None) if answer else None


class PracticeForm(forms.Form):
    """What an office has agreed on. Empty: nothing any more."""

    text = forms.CharField(
        label=_("What the office has agreed on"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean_text(self) -> str:
        return plain_lines(self.cleaned_data["text"])


class ReasonForm(forms.Form):
    """A reason's words in every language that the organisation offers."""

    def __init__(
        self, data: QueryDict | None, *, languages: Iterable[str], reason: OfferReason | None = None
    ) -> None:
        super().__init__(data, initial=_said(reason))
        self.label_suffix = ""
        self.languages = tuple(languages)
        names = dict(NAMES)
        for code in self.languages:
            field = forms.CharField(label=f"{_('Reason')} ({names[code]})", max_length=120)
            field.widget.attrs["lang"] = code
            self.fields[f"words_{code}"] = field

    def clean(self) -> None:
        super().clean()
        for code in self.languages:
            name = f"words_{code}"
            if name in self.cleaned_data:
                self.cleaned_data[name] = plain_line(self.cleaned_data[name])
                if not self.cleaned_data[name]:
                    self.add_error(name, _("Write the reason."))

    def words(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"words_{code}"] for code in self.languages}


def _said(reason: OfferReason | None) -> dict[str, Any]:
    names = [f"words_{code}" for code, _name in NAMES]
    return {name: getattr(reason, name) for name in names} if reason else {}
