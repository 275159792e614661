"""A sheet of paper as a PDF."""

import segno
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lasna.correspondence.protocol import Link
from lasna.correspondence.queries.paper import Sheet
from lasna.errors import UserError
from lasna.kernel.paper import Busy, Lacking, TooMuch, printed

WORDS_AT_MOST = 8000
"""Of a letter with all that is filled in: some three pages."""


def html_of(sheet: Sheet) -> str:
    """The page that is printed; everything in it is text."""
    with translation.override(sheet.language):
        links = [part for part in sheet.letter.parts if isinstance(part, Link)]
        page = {"sheet": sheet, "language": sheet.language, "picture": _picture(links[0]) if links else ""}
        return render_to_string("correspondence/letter.html", page)


def pdf_of(sheet: Sheet) -> bytes:
    try:
        return _printed(sheet)
    except TooMuch as error:
        raise UserError("paper.too_long", _("The text is too long for a letter. Shorten it.")) from error
    except Busy as error:
        words = _("Many letters are being made just now. Try again in a minute.")
        raise UserError("paper.busy", words) from error
    except Lacking as error:
        words = _("This server cannot make letters yet. Your administrator sees what is missing.")
        raise UserError("paper.missing", words) from error


def opened(sheet: Sheet) -> HttpResponse:
    """In the browser, to be printed."""
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"'}
    return HttpResponse(pdf_of(sheet), content_type="application/pdf", headers=headers)


def _printed(sheet: Sheet) -> bytes:
    words = sum(len(part) for part in sheet.letter.parts if isinstance(part, str))
    if words > WORDS_AT_MOST:
        raise TooMuch
    return printed(html_of(sheet))


def _picture(link: Link) -> str:
    """The link as a QR code: a picture that stands in the page itself."""
    code = segno.make(link.address, error="m", micro=False)
    return str(code.svg_data_uri(scale=4, border=0, xmldecl=False, omitsize=False))
