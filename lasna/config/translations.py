"""Which texts the service shows, and which of them lack a language. Finnish and Swedish must be complete."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from lasna.config import catalogue

ROOT = Path(__file__).resolve().parent.parent
MUST_BE_COMPLETE = ("fi", "sv")  # the English text is the msgid itself
ROOM_LANGUAGES = ("fi", "sv", "en")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
_IN_TEMPLATE = re.compile(r"""\b(n?p?gettext)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?)+)""")
_LITERAL = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_FUNCTIONS = {"_": "", "gettext": "", "gettext_lazy": "", "gettext_noop": ""} | {
    "ngettext": "n",
    "ngettext_lazy": "n",
    "pgettext": "p",
    "pgettext_lazy": "p",
    "npgettext": "np",
    "npgettext_lazy": "np",
}


def catalogues(root: Path = ROOT, language: str = "*") -> list[Path]:
    """The .po files. Each package keeps its own; Django merges them."""
    return sorted(root.glob(f"**/locale/{language}/LC_MESSAGES/django.po"))


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write every .mo beside its .po."""
    written = []
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        target.write_bytes(catalogue.compiled(catalogue.read(source)))
        written.append(target)
    return written


def texts_in_python(source: str) -> Iterator[str]:
    """Keys of the texts marked in Python code."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in _FUNCTIONS or not node.args:
            continue
        yield from _key(_FUNCTIONS[name], [getattr(argument, "value", None) for argument in node.args])


def texts_in_template(source: str) -> Iterator[str]:
    """Keys of the texts marked in a template, found the way ``makemessages`` does."""
    from django.utils.translation.template import templatize

    for name, arguments in _IN_TEMPLATE.findall(templatize(source)):
        values = [ast.literal_eval(text) for text in _LITERAL.findall(arguments)]
        yield from _key(name.removesuffix("gettext"), values)


def _key(kind: str, values: list[object]) -> Iterator[str]:
    wanted = values[:2] if "p" in kind else values[:1]
    texts = [value for value in wanted if isinstance(value, str)]
    if len(texts) == len(wanted):
        yield catalogue.CONTEXT_GLUE.join(texts)


def texts(root: Path = ROOT) -> dict[str, Path]:
    """Every text of the service → the first file that shows it."""
    found: dict[str, Path] = {}
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "tests" in path.parts or "migrations" in path.parts:
            continue
        keys = texts_in_python if path.suffix == ".py" else texts_in_template
        for key in keys(path.read_text(encoding="utf-8")):
            found.setdefault(key, path.relative_to(root))
    return found


def problems(root: Path = ROOT) -> list[str]:
    """Each missing, fuzzy, stale or mismatched translation, as a line. Empty: complete."""
    shown = texts(root)
    lines: list[str] = []
    for language in MUST_BE_COMPLETE:
        known: set[str] = set()
        for path in catalogues(root, language):
            messages = [message for message in catalogue.read(path) if message.msgid]
            known |= {message.key for message in messages}
            lines += _problems_of(path.relative_to(root), messages, shown)
        lines += [
            f"{language}: missing: {_shown(key)} ({path})"
            for key, path in sorted(shown.items())
            if key not in known
        ]
    return lines + _english_differs(root) + room_problems(root.parent / "frontend" / "texts")


def room_problems(folder: Path) -> list[str]:
    """The room app keeps its texts in one JSON file a language: same keys, same placeholders, none empty."""
    if not folder.exists():
        return []
    texts_of = {
        language: json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
        for language in ROOM_LANGUAGES
        if (folder / f"{language}.json").exists()
    }
    lines = [f"room, {language}: no file" for language in ROOM_LANGUAGES if language not in texts_of]
    keys = set().union(*texts_of.values())
    for language, known in texts_of.items():
        lines += [f"room, {language}: missing: {key}" for key in sorted(keys - set(known))]
        lines += [f"room, {language}: empty: {key}" for key, text in known.items() if not text.strip()]
    return lines + _room_placeholders(texts_of)


def _room_placeholders(texts_of: dict[str, dict[str, str]]) -> list[str]:
    first, *others = texts_of
    return [
        f"room, {language}: other placeholders than {first}: {key}"
        for language in others
        for key, text in texts_of[language].items()
        if key in texts_of[first] and _placeholders(text) != _placeholders(texts_of[first][key])
    ]


def _problems_of(path: Path, messages: list[catalogue.Message], shown: dict[str, Path]) -> list[str]:
    lines = []
    for message in messages:
        if message.key not in shown:
            lines.append(f"{path}:{message.line}: no longer shown anywhere: {_shown(message.key)}")
        lines += [f"{path}:{message.line}: {fault}" for fault in _faults(message)]
    return lines


def _faults(message: catalogue.Message) -> Iterator[str]:
    forms = 1 if message.msgid_plural is None else 2
    if message.fuzzy:
        yield f"fuzzy: {_shown(message.key)}"
    if len([text for text in message.translations.values() if text]) < forms:
        yield f"empty: {_shown(message.key)}"
        return
    wanted = _placeholders(message.msgid_plural or message.msgid)
    # A singular form may leave its number out ("one meeting"); the last form may not.
    if _placeholders(message.translations[max(message.translations)]) != wanted:
        yield f"other placeholders than {sorted(wanted)}: {_shown(message.key)}"


def _english_differs(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{message.line}: differs from its msgid: {_shown(message.key)}"
        for path in catalogues(root, "en")
        for message in catalogue.read(path)
        if message.msgid and message.translations.get(0) not in {"", message.msgid}
    ]


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text.replace("%%", ""))}


def _shown(key: str) -> str:
    return repr(key.replace(catalogue.CONTEXT_GLUE, " | "))
