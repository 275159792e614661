"""What administrators type about offices."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lasna.kernel.words import plain_line
from lasna.people.models import Office

_NEAR = "Europe/"


@cache  # reads a folder of six hundred names
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zones(now: str) -> list[tuple[str, str]]:
    """Europe's, and the one that the office has now."""
    named = {zone for zone in _known_zones() if zone.startswith(_NEAR)} | {now}
    return [(zone, zone.removeprefix(_NEAR).replace("_", " ")) for zone in sorted(named)]


class OfficeForm(forms.Form):
    name = forms.CharField(label=_("Name of the office"), max_length=200)
    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Meetings of the office are told in its time.")
    )

    def __init__(self, *args: Any, office: Office | None = None, **options: Any) -> None:
        zone = office.zone if office else settings.TIME_ZONE
        options.setdefault("initial", {"name": office.name if office else "", "zone": zone})
        super().__init__(*args, **options)
        self.label_suffix = ""
        choice = self.fields["zone"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = _zones(zone)

    def clean_name(self) -> str:
        name = plain_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name
