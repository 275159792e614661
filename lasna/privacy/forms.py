from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.kernel import clock
from lasna.privacy.queries.ageing import Kept
from lasna.privacy.services.retention import Wanted

LONGEST_HOLD = timedelta(days=3660)


class EraseForm(forms.Form):
    typed = forms.CharField(label=_("The client's name"), max_length=250, strip=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["typed"].widget.attrs["autocomplete"] = "off"


class RulesForm(forms.Form):
    """A number of days and a tick for each kind."""

    def __init__(self, *args: Any, kept: Sequence[Kept], **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.kept = kept
        for each in kept:
            kind = each.kind
            self.fields[f"{kind.name}-days"] = forms.IntegerField(
                label=_("Days"), min_value=kind.least, max_value=kind.most, initial=each.days, localize=False
            )
            self.fields[f"{kind.name}-on"] = forms.BooleanField(
                label=_("Goes away at night"), required=False, initial=each.on
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        for each in self.kept:
            name = each.kind.name
            yield {"kind": each.kind, "days": self[f"{name}-days"], "on": self[f"{name}-on"]}

    def wanted(self) -> dict[str, Wanted]:
        said = self.cleaned_data
        return {
            each.kind.name: Wanted(said[f"{each.kind.name}-days"], said[f"{each.kind.name}-on"])
            for each in self.kept
        }


class HoldForm(forms.Form):
    """Until which day; empty: no longer."""

    until = forms.DateField(required=False)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        today = clock.now().date()
        if until and not today < until <= today + LONGEST_HOLD:
            raise forms.ValidationError(_("Choose a day to come, within ten years."), code="hold.day")
        return until
