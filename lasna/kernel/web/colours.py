"""Colours as people see them: contrast by WCAG 2, and the nearest colour that can be read."""

import colorsys
import re

Rgb = tuple[float, float, float]
"""Red, green, blue between 0 and 1."""

ENOUGH = 4.5
"""Contrast of text (WCAG 2.2, 1.4.3)."""
WHITE = "#ffffff"
GROUND = "#f6f5f1"
"""The darkest of our light grounds: what reads on it reads on white."""
_HEX = re.compile(r"#?([0-9a-f]{6})", re.ASCII)


def parse_colour(text: str) -> str:
    """``#0b5a60`` of what was typed; empty if it is nothing of the kind."""
    found = _HEX.fullmatch(text.strip().lower()) if len(text) < 20 else None
    return f"#{found[1]}" if found else ""


def contrast(one: str, other: str) -> float:
    """Between 1 and 21."""
    light, dark = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def can_be_read(colour: str) -> bool:
    """White text on it, and it as text on our light grounds."""
    return contrast(colour, GROUND) >= ENOUGH


def nearest_that_reads(colour: str) -> str:
    """The same hue, only as much darker as it takes."""
    if can_be_read(colour):
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    low, high = 0.0, light
    for _step in range(20):
        middle = (low + high) / 2
        works = can_be_read(_hex(colorsys.hls_to_rgb(hue, middle, saturation)))
        low, high = (middle, high) if works else (low, middle)
    return _hex(colorsys.hls_to_rgb(hue, low, saturation))


def darker(colour: str) -> str:
    """For a pressed button, and for text on ``lighter``."""
    red, green, blue = (part * 0.7 for part in _rgb(colour))
    return _hex((red, green, blue))


def lighter(colour: str) -> str:
    """A ground on which ``colour`` reads as text."""
    share = 0.12
    while share > 0 and contrast(colour, _mixed(colour, share)) < ENOUGH:
        share -= 0.01
    return _mixed(colour, max(share, 0))


def _mixed(colour: str, share: float) -> str:
    """``share`` of it, the rest white."""
    red, green, blue = (1 - share + share * part for part in _rgb(colour))
    return _hex((red, green, blue))


def _rgb(colour: str) -> Rgb:
    number = int(colour[1:], 16)
    return (number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
