"""A file of lines and columns, as spreadsheets and other registers save it."""

import codecs
import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.kernel.keys import opened, sealed
from lasna.kernel.words import folded

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 5_000
MOST_COLUMNS = 50
LONGEST_CELL = 2_000
_SEPARATORS = ";,\t"


@dataclass(frozen=True)
class Table:
    """The headings of a file and its lines, each with its number in the file."""

    headings: list[str]
    lines: list[tuple[int, list[str]]]

    def sealed(self) -> str:
        """For keeping it until it is written: nobody has said yet that these people are ours."""
        return sealed(json.dumps([self.headings, self.lines]))

    @classmethod
    def opened(cls, content: str) -> Self:
        headings, lines = json.loads(opened(content))
        return cls(headings, [(number, cells) for number, cells in lines])


def guessed(headings: Sequence[str], words: Mapping[str, str]) -> dict[str, int]:
    """Field → its column, by the heading. ``words``: field → headings between bars, folded as for finding.

    A heading in no language we know is nobody's.
    """
    said = [" ".join(folded(heading).replace("_", " ").split()) for heading in headings]
    found = {}
    for name, known in words.items():
        place = next((at for at, heading in enumerate(said) if heading in known.split("|")), None)
        if place is not None:
            found[name] = place
    return found


def read_upload(file: "UploadedFile[Any]") -> Table:
    """The table in a file that somebody chose."""
    if file.size is None or file.size > MOST_BYTES:
        raise ValidationError(
            _("The file is too large. Choose one of at most 2 MB."), code="import.too_large"
        )
    return read_table(file.read())


def read_table(content: bytes) -> Table:
    """The lines of a CSV file in UTF-8 or Windows-1252, between semicolons, commas or tabs."""
    text = _decoded(content)
    rows = _rows(text, _separator(text))
    if not rows:
        raise ValidationError(_("The file is empty."), code="import.empty")
    (_first, headings), *lines = rows
    if "\x00" in "".join(headings) or len(headings) > MOST_COLUMNS:
        raise _no_csv()
    if not lines:
        raise ValidationError(_("The file has headings and nothing below them."), code="import.no_lines")
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("The file has more than %(most)s lines. Divide it into several files."),
            code="import.too_many",
            params={"most": MOST_LINES},
        )
    return Table(headings, lines)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _no_csv()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_csv()


def _separator(text: str) -> str:
    """The one that parts the headings into most columns."""
    headings = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda each: len(next(csv.reader([headings], delimiter=each), [])))


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Each line that says something, with its number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip()[:LONGEST_CELL] for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise _no_csv() from error
    return rows


def _no_csv() -> ValidationError:
    return ValidationError(
        _("This file cannot be read. Save it as CSV (UTF-8) in the spreadsheet and choose it again."),
        code="import.not_csv",
    )
