"""``{% load kept %}``: parts of pages that are rendered once a language, not at every request."""

from collections.abc import Iterable, Mapping
from functools import cache
from string import Formatter
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lasna.kernel.web.html import escaped

register = template.Library()
_kept: dict[tuple[str, str | None], SafeString] = {}


@register.simple_tag
def fixed(template_name: str) -> SafeString:
    """A part that holds words alone: nothing of the page, the person or the request."""
    key = template_name, get_language()
    if key not in _kept:
        _kept[key] = render_to_string(template_name)
    return _kept[key]


@register.simple_tag
def rows(template_name: str, each: Iterable[Mapping[str, Any]]) -> SafeString:
    """A row for each mapping. The template holds a row's HTML and words, and ``{name}`` for its values,
    which are escaped."""
    parts = _parts(fixed(template_name))
    return mark_safe(  # noqa: S308  # of parts that are
        "".join(words + escaped(values[name]) if name else words for values in each for words, name in parts)
    )


@cache
def _parts(row: str) -> list[tuple[str, str | None]]:
    """Words, and the name of the value after them."""
    return [(words, name) for words, name, _how, _conversion in Formatter().parse(row)]
