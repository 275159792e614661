"""What the house rules look for. Each returns findings as lines to read; an empty list is a kept rule."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.urls import URLPattern, URLResolver

LINES_ALLOWED = 400
_NOT_COUNTED = {"migrations", "tests", "generated", "node_modules", "__pycache__"}
_SAME_IN_EVERY_LANGUAGE = {"Suomi", "Svenska", "English", "Suomeksi", "På svenska", "In English"}
_SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_HIDDEN_BLOCK = re.compile(
    r"{%-?\s*(blocktranslate|blocktrans|comment)\b.*?%}.*?{%-?\s*end\1\s*-?%}", re.DOTALL
)
# Blocks that fill an attribute of a parent template's tag.
_ATTRIBUTE_BLOCK = re.compile(
    r"{%\s*block\s+\w+_(?:class|classes|attributes|id)\s*%}.*?{%\s*endblock(?:\s+\w+)?\s*%}", re.DOTALL
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def urls_without_right(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = "", not_ours: Iterable[str] = ()
) -> Iterator[str]:
    """Views without ``lasna_right``, set by ``needs``, ``public`` or ``by_link``."""
    for pattern in patterns:
        where = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from urls_without_right(pattern.url_patterns, where, not_ours)
            continue
        view = pattern.callback
        if not getattr(view, "lasna_right", None) and not view.__module__.startswith(tuple(not_ours)):
            yield f"/{where}: {view.__module__}.{view.__name__} declares no right"


def doubled_urls(patterns: Iterable[URLPattern | URLResolver]) -> list[str]:
    """Addresses that two views claim: the second is never asked."""
    claimed = Counter(_addresses(patterns, ""))
    return [address for address, count in claimed.items() if count > 1]


def _addresses(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        where = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, where)
        else:
            yield "/" + re.sub(r"<(?:\w+:)?\w+>", "*", where)


def too_long(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if _NOT_COUNTED & set(path.parts) or ".gen." in path.name:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LINES_ALLOWED:
            yield f"{path}: {lines} lines, {LINES_ALLOWED} allowed"


def async_functions(source: str) -> Iterator[int]:
    """Line numbers of ``async def``."""
    return (node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.AsyncFunctionDef))


def untranslated_refusals(source: str) -> Iterator[str]:
    """``UserError("code", "text")`` with bare text: what a person reads goes through gettext."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserError"):
            continue
        if len(node.args) != 2:
            yield f"line {node.lineno}: UserError takes a code and a message"
        elif isinstance(node.args[1], ast.Constant | ast.JoinedStr):
            yield f"line {node.lineno}: a message outside gettext"


def actions_named(source: str) -> set[str]:
    """Members of ``Action`` that the code names."""
    return {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Action"
    }


def visible_text(template: str) -> list[str]:
    """Words a person would read that no translation tag holds."""
    bare = _VALUE.sub(" ", _TAG.sub(" ", _ATTRIBUTE_BLOCK.sub(" ", _HIDDEN_BLOCK.sub(" ", template))))
    reader = _VisibleText()
    reader.feed(bare)
    reader.close()
    return reader.found


_VALUE = re.compile(r"\{[a-z_]+\}")
"""In a row of a list: its value's place."""


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0  # inside script and style

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        given = dict(attrs)
        button = tag == "input" and given.get("type") in {"submit", "button", "reset"}
        for name, value in attrs:
            if name in _SHOWN_ATTRIBUTES or (name == "value" and button):
                self._note(value or "", f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data, "")

    def _note(self, text: str, where: str) -> None:
        text = " ".join(text.split())
        if text not in _SAME_IN_EVERY_LANGUAGE and _WORD.search(text.replace("Läsnä", "")):
            self.found.append(f"{where}{text}")


def unnamed(types: Iterable[str], document: str) -> list[str]:
    """Types that the document does not name in back quotes."""
    return sorted(kind for kind in types if f"`{kind}`" not in document)
