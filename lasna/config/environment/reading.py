"""Reading the environment once, and naming everything that cannot be used."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from lasna.config.environment.table import SETTINGS, Setting

T = TypeVar("T")
PREFIX = "LASNA_"
OF_TESTS = "LASNA_TEST_"


class Unusable(SystemExit):
    """Some variables cannot be used: ends the program with one line each, and status 1."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Environment:
    """``environment.of(table.URL)``: the value, of the row's own type."""

    values: Mapping[str, Any]

    def of(self, setting: Setting[T]) -> T:
        value: T = self.values[setting.name]
        return value


def read(variables: Mapping[str, str]) -> Environment:
    """Every setting parsed. An empty variable is one that is not set. Raises ``Unusable``, all at once."""
    values: dict[str, Any] = {}
    problems = []
    for setting in SETTINGS:
        text = variables.get(setting.name, "").strip()
        try:
            values[setting.name] = setting.kind.parse(text) if text else setting.default
        except ValueError as error:
            problems.append(f"{setting.name} must be {error}. It is: {_shown(setting, text)}")
    if problems:
        raise Unusable(problems)
    return Environment(values)


def _shown(setting: Setting[Any], text: str) -> str:
    return "(hidden)" if setting.secret else text


def unknown(variables: Mapping[str, str]) -> Iterator[str]:
    """One line for every variable with our prefix that nobody reads: a slip of the pen, mostly."""
    names = [setting.name for setting in SETTINGS]
    for name in sorted(variables):
        if name.startswith(PREFIX) and not name.startswith(OF_TESTS) and name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            yield f"{name} is no setting and changes nothing." + (f" Is {near[0]} meant?" if near else "")


def listed(variables: Mapping[str, str]) -> Iterator[str]:
    """One line a setting: name, value or what stands for it, meaning. A secret shows whether it is set."""
    for setting in SETTINGS:
        text = variables.get(setting.name, "").strip()
        shown = ("(set)" if setting.secret else text) if text else f"- ({setting.when_empty})"
        yield f"{setting.name:20} {shown.replace('`', ''):40} {setting.meaning.replace('`', '')}"
