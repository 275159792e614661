"""A file of lines and columns, as spreadsheets and other registers save it."""

import codecs
import csv
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.clients.services import Table

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 5_000
MOST_COLUMNS = 50
LONGEST_CELL = 2_000
_SEPARATORS = ";,\t"


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
        raise ValidationError(_("The file has headings and no clients below them."), code="import.no_lines")
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
