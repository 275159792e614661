"""Pictures from outside: decoded under limits, and made anew from their pixels (safety rule 8)."""

import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from lasna.errors import UserError

KINDS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000


@dataclass(frozen=True)
class Picture:
    """WebP: pixels alone, no name, no place, no camera."""

    content: bytes
    width: int
    height: int


def picture_of(content: bytes, *, within: tuple[int, int]) -> Picture:
    """The picture in ``content``, no larger than ``within``. Refuses what is none, and what is too large."""
    if len(content) > MOST_BYTES:
        raise UserError("picture.too_large", _("The file is too large. Choose one of at most 2 MB."))
    drawn = _drawn(content)
    drawn.thumbnail(within, Image.Resampling.LANCZOS)
    # A new picture of the pixels: whatever else the file carried stays behind.
    bare = Image.new("RGBA", drawn.size)
    bare.paste(drawn)
    out = BytesIO()
    bare.save(out, "WEBP", quality=90, method=6)
    return Picture(out.getvalue(), *bare.size)


def _drawn(content: bytes) -> Image.Image:
    """Decoded, upright. Its size is read from its head before any pixel is."""
    no_picture = UserError(
        "picture.not_a_picture", _("This file is not a picture we can use. Choose a PNG, JPEG or WebP file.")
    )
    too_many = UserError(
        "picture.too_many_pixels", _("The picture has too many pixels. Make it smaller and try again.")
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(content), formats=KINDS)
        if opened.width * opened.height > MOST_PIXELS:
            raise too_many
        opened.load()
        return ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    # What the decoders raise of broken files.
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, MemoryError) as error:
        raise no_picture from error
