"""What a level chooses among: within what is locked above it, or nothing of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from lasna.kernel.levels import Held
from lasna.meetings.queries.rules_shown import locked_words
from lasna.organisation.models import SaidRule
from lasna.organisation.services import Word
from lasna.organisation.states import SETTINGS, value_words, words_of

CODE_ALWAYS = "code"


@dataclass(frozen=True)
class Asked:
    """One setting. ``locked``: by whom above, and how far; ``only``: nothing else is left to choose."""

    title: str
    help: str
    locked: str
    only: str
    choice: forms.BoundField | None
    lock: forms.BoundField | None


class RulesForm(forms.Form):
    """``above``: what holds by the levels above; ``now``: what this level says; ``locks``: it may lock."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        names: Iterable[str],
        above: Mapping[str, Held],
        now: Iterable[SaidRule],
        locks: bool,
    ) -> None:
        super().__init__(data, initial=_said(now))
        self.label_suffix = ""
        self.names, self.above, self.locks = tuple(names), above, locks
        for name in self.names:
            self._add(name, above[name])

    def _add(self, name: str, above: Held) -> None:
        choices = _choices(name, above)
        if len(choices) < 2:
            return
        self.fields[name] = forms.ChoiceField(
            label=words_of(name).help, choices=choices, required=False, widget=forms.RadioSelect
        )
        if self.locks and name != "code":
            self.fields[f"lock_{name}"] = forms.BooleanField(
                label=_("Lock: others below may only narrow this"), required=False
            )

    @property
    def asked(self) -> list[Asked]:
        return [self._asked(name) for name in self.names]

    def _asked(self, name: str) -> Asked:
        said, above = words_of(name), self.above[name]
        has = name in self.fields
        return Asked(
            title=str(said.title),
            help=str(said.help),
            locked=locked_words(name, above),
            only="" if has else value_words(name, above.limit),
            choice=self[name] if has else None,
            lock=self[f"lock_{name}"] if f"lock_{name}" in self.fields else None,
        )

    def words(self) -> dict[str, Word]:
        """What this level says from now on, of the settings in which something is left to choose."""
        said = self.cleaned_data
        return {
            name: Word(said[name], locked=name == "code" or bool(said.get(f"lock_{name}")))
            for name in self.names
            if name in self.fields
        }


def _choices(name: str, above: Held) -> list[tuple[str, str]]:
    """A code is said by each type: above the types there is only "always", which is locked."""
    if name == "code":
        if above.locked_by:
            return []
        return [("", _("as each meeting type says")), (CODE_ALWAYS, _("always link and code"))]
    open_ones = SETTINGS[name].within(above.limit)
    if len(open_ones) < 2:
        return []
    nothing = _("says nothing of its own: {value}").format(value=value_words(name, above.value))
    return [("", nothing), *((value, value_words(name, value)) for value in open_ones)]


def _said(now: Iterable[SaidRule]) -> dict[str, str | bool]:
    said: dict[str, str | bool] = {}
    for row in now:
        said[row.setting], said[f"lock_{row.setting}"] = row.value, row.locked
    return said
