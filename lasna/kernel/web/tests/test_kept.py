"""Parts of pages that are rendered once a language."""

from pathlib import Path

import pytest
from django.template import engines
from django.test import override_settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lasna.kernel.web.html import escaped, filled
from lasna.kernel.web.templatetags import kept


def test_what_is_put_into_a_row_is_escaped_once() -> None:
    link = format_html('<a href="/{}">{}</a>', 3, "Aino & Börje")
    made = filled(
        "<td>{text}</td><td>{link}</td><td>{number}</td>", {"text": "<b>'&", "link": link, "number": 7}
    )
    assert made == f"<td>&lt;b&gt;&#x27;&amp;</td><td>{link}</td><td>7</td>"
    assert isinstance(made, SafeString)
    assert escaped("{text}") == "{text}"
    assert filled("{one}", {"one": "{two}", "two": "x"}) == "{two}"


def test_a_row_speaks_the_language_of_the_page_and_is_read_once_in_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_kept", {})
    (tmp_path / "row.html").write_text(
        "{% load i18n %}<td data-label=\"{% translate 'Phone' %}\">{name}</td>"
    )
    templates = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(tmp_path)],
            "APP_DIRS": True,
        }
    ]
    page = '{% load kept %}{% rows "row.html" each %}'
    with override_settings(TEMPLATES=templates):
        for _again in range(2):
            for language, phone in (("fi", "Puhelin"), ("sv", "Telefon"), ("en", "Phone")):
                with translation.override(language):
                    shown = (
                        engines["django"].from_string(page).render({"each": [{"name": "<x>"}, {"name": "y"}]})
                    )
                row = f'<td data-label="{phone}">{{}}</td>'
                assert shown == row.format("&lt;x&gt;") + row.format("y")
            (tmp_path / "row.html").write_text("another")
