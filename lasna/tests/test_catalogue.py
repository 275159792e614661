"""The compiled catalogues are what gettext would have made."""

import gettext
import io
import subprocess
from pathlib import Path

import pytest

from lasna.config import catalogue, translations
from lasna.tests.stack import program

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: lasna/meetings/views.py:3
#, python-format
msgid "Meeting with %(name)s"
msgstr "Tapaaminen: %(name)s"
msgctxt "door"
msgid "Open"
msgstr "Avaa"
#~ msgid "Old"
#~ msgstr "Vanha"

msgid "%d meeting"
msgid_plural "%d meetings"
msgstr[0] "%d tapaaminen"
msgstr[1] ""
"%d tapaamista "
"\"tänään\""

#, fuzzy
msgid "Guess"
msgstr "Arvaus"

msgid "Empty"
msgstr ""
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    path.write_text(PO, encoding="utf-8")
    return path


def test_our_compiled_catalogue_answers_like_the_one_of_gettext(source: Path) -> None:
    target = source.with_suffix(".mo")
    subprocess.run([program("msgfmt"), "-o", str(target), str(source)], check=True)
    theirs = gettext.GNUTranslations(io.BytesIO(target.read_bytes()))
    ours = gettext.GNUTranslations(io.BytesIO(catalogue.compiled(catalogue.read(source))))

    for said in (theirs, ours):
        assert said.gettext("Meeting with %(name)s") == "Tapaaminen: %(name)s"
        assert said.pgettext("door", "Open") == "Avaa"
        assert said.ngettext("%d meeting", "%d meetings", 1) == "%d tapaaminen"
        assert said.ngettext("%d meeting", "%d meetings", 2) == '%d tapaamista "tänään"'
        assert said.gettext("Guess") == "Guess"
        assert said.gettext("Empty") == "Empty"
        assert said.gettext("Old") == "Old"


def test_a_line_that_is_no_catalogue_is_refused_with_its_place(source: Path) -> None:
    source.write_text('msgid "Half\n', encoding="utf-8")
    with pytest.raises(catalogue.BrokenCatalogue, match=r"django\.po:1"):
        catalogue.read(source)


def _tree(root: Path, template: str, finnish: str) -> Path:
    (root / "page.html").write_text(template, encoding="utf-8")
    for language, body in (("fi", finnish), ("sv", finnish)):
        folder = root / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(body, encoding="utf-8")
    return root


def test_complete_translations_pass(tmp_path: Path) -> None:
    root = _tree(
        tmp_path,
        '{% load i18n %}{% translate "Hello" %}{% blocktranslate %}Hi {{ name }}{% endblocktranslate %}',
        'msgid "Hello"\nmsgstr "Hei"\n\nmsgid "Hi %(name)s"\nmsgstr "Terve %(name)s"\n',
    )
    assert translations.problems(root) == []


@pytest.mark.parametrize(
    ("finnish", "fault"),
    [
        ("", "fi: missing: 'Hi %(name)s' (page.html)"),
        ('msgid "Hi %(name)s"\nmsgstr ""\n', "fi:1: empty: 'Hi %(name)s'"),
        ('#, fuzzy\nmsgid "Hi %(name)s"\nmsgstr "Hei %(name)s"\n', "fi:2: fuzzy: 'Hi %(name)s'"),
        (
            'msgid "Hi %(name)s"\nmsgstr "Hei"\n',
            "fi:1: other placeholders than ['%(name)s']: 'Hi %(name)s'",
        ),
        (
            'msgid "Hi %(name)s"\nmsgstr "Hei %(name)s"\n\nmsgid "Gone"\nmsgstr "Poissa"\n',
            "fi:4: no longer shown anywhere: 'Gone'",
        ),
    ],
)
def test_each_fault_of_a_translation_is_named(tmp_path: Path, finnish: str, fault: str) -> None:
    root = _tree(tmp_path, "{% load i18n %}{% blocktranslate %}Hi {{ name }}{% endblocktranslate %}", finnish)
    said = [line.replace("locale/fi/LC_MESSAGES/django.po", "fi") for line in translations.problems(root)]
    assert [line for line in said if line.startswith("fi")] == [fault]


def test_an_english_catalogue_may_not_differ_from_the_code(tmp_path: Path) -> None:
    root = _tree(tmp_path, "", "")
    folder = root / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Hello"\nmsgstr "Howdy"\n', encoding="utf-8")
    assert translations.problems(root) == [
        "locale/en/LC_MESSAGES/django.po:1: differs from its msgid: 'Hello'"
    ]


def test_each_fault_of_the_rooms_texts_is_named(tmp_path: Path) -> None:
    (tmp_path / "fi.json").write_text('{"a": "Hei {name}", "b": "Moi"}')
    (tmp_path / "sv.json").write_text('{"a": "Hej", "b": " "}')
    assert translations.room_problems(tmp_path) == [
        "room, en: no file",
        "room, sv: empty: b",
        "room, sv: other placeholders than fi: a",
    ]
    (tmp_path / "sv.json").write_text('{"a": "Hej {name}"}')
    (tmp_path / "en.json").write_text('{"a": "Hi {name}", "b": "Hi"}')
    assert translations.room_problems(tmp_path) == ["room, sv: missing: b"]
    assert translations.room_problems(tmp_path / "none") == []


def test_texts_in_python_are_found_in_every_form() -> None:
    source = """
_("one"); gettext_lazy("two")
ngettext("three", "threes", n); pgettext("four", "five"); translation.gettext("six")
_(variable); other("no")
"""
    assert list(translations.texts_in_python(source)) == ["one", "two", "three", "four\x04five", "six"]
