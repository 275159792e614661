"""``lasna setup``: an organisation, its first office and first administrator. No demo data."""

import getpass
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from lasna.config.ready_made import add_ready_made
from lasna.errors import UserError
from lasna.people.models import LANGUAGES, Person
from lasna.people.services import founding

Answers = Mapping[str, str]
REASONS = (ValueError, UserError)
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}


@dataclass(frozen=True)
class Question:
    """``check`` answers the value as it is kept, or raises one of ``REASONS``."""

    name: str
    words: str
    check: Callable[[str], str]
    usual: str = ""


def _title(longest: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        kept = " ".join(text.split())
        if not kept or len(kept) > longest or any(unicodedata.category(mark) in _UNSEEN for mark in kept):
            raise ValueError(f"It needs 1 to {longest} characters that can be seen.")
        return kept

    return check


def _organisation(text: str) -> str:
    name = _title(200)(text)
    founding.refuse_known_organisation(name)
    return name


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("It is a time zone such as Europe/Helsinki.") from None
    return text


def _language(text: str) -> str:
    if text not in dict(LANGUAGES):
        raise ValueError("It is fi, sv or en.")
    return text


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("It is not an e-mail address.") from None
    founding.refuse_known_person(text)
    return text.lower()


def _password(text: str) -> str:
    try:
        validate_password(text)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from None
    return text


QUESTIONS = (
    Question("organisation", "Name of the organisation", _organisation),
    Question("office", "Name of its first office", _title(200)),
    Question("zone", "Time zone of the office", _zone, "Europe/Helsinki"),
    Question("language", "Language (fi, sv, en)", _language, "fi"),
    Question("email", "E-mail address of the first administrator", _email),
    Question("name", "Name of the first administrator", _title(100)),
    Question("password", "Password of the first administrator (12 characters or more)", _password),
)


def run(given: Answers, say: Callable[[str], None], *, asks: bool | None = None) -> int:
    """Ask what is not given, where there is somebody to ask, and make the organisation. The exit status."""
    asking = sys.stdin.isatty() if asks is None else asks
    with translation.override("en"):
        try:
            answers = {row.name: _answer(row, given, say, asking=asking) for row in QUESTIONS}
            person = _make(founding.Founding(**answers))
        except REASONS as error:
            say(f"Nothing was made. {_words(error)}")
            return 1
    say(f"Made: {person.organisation.name}. {person.email} signs in as its administrator.")
    return 0


@transaction.atomic
def _make(wanted: founding.Founding) -> Person:
    person = founding.found_organisation(wanted)
    add_ready_made(person.organisation)
    return person


def _answer(question: Question, given: Answers, say: Callable[[str], None], *, asking: bool) -> str:
    """What was given, else what is asked until it can be used; where nobody can be asked, the usual."""
    if text := given.get(question.name, ""):
        try:
            return question.check(text)
        except REASONS as error:
            raise ValueError(f"{question.words}: {_words(error)}") from error
    if not asking:
        return question.check(question.usual) if question.usual else _lacks(question)
    while True:
        try:
            return question.check(_asked(question, say))
        except REASONS as error:
            say(_words(error))


def _words(error: Exception) -> str:
    return str(error.message) if isinstance(error, UserError) else str(error)


def _lacks(question: Question) -> NoReturn:
    by = "LASNA_SETUP_PASSWORD" if question.name == "password" else f"--{question.name}"
    raise ValueError(f"{question.words} is missing: {by}")


def _asked(question: Question, say: Callable[[str], None]) -> str:
    if question.name != "password":
        usual = f" [{question.usual}]" if question.usual else ""
        return input(f"{question.words}{usual}: ").strip() or question.usual
    first = getpass.getpass(f"{question.words}: ")
    if getpass.getpass("The same again: ") != first:
        raise ValueError("The two are not the same.")
    return first
