"""House rules that no linter knows. Each detector is tried on a bad sample beside the real code."""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from lasna.config import environment, room_types, translations
from lasna.kernel.live.commands import COMMANDS
from lasna.kernel.live.events import EVENTS
from lasna.policy import RULES, Action, Standing
from lasna.tests import detectors

ROOT = Path(__file__).resolve().parent.parent.parent
LASNA = ROOT / "lasna"
MAY_AWAIT = ("lasna/kernel/live/", "lasna/room/", "lasna/config/asgi.py", "lasna/config/serving.py")
NOT_OURS = ("allauth.", "django.")


def _modules() -> list[Path]:
    """Our Python modules but tests and migrations."""
    return [
        module for module in sorted(LASNA.rglob("*.py")) if not {"tests", "migrations"} & set(module.parts)
    ]


def _templates() -> list[Path]:
    return sorted(LASNA.glob("**/templates/**/*.html"))


def test_every_url_declares_its_right() -> None:
    assert list(detectors.urls_without_right(get_resolver().url_patterns, not_ours=NOT_OURS)) == []


def test_no_two_views_claim_one_address() -> None:
    assert detectors.doubled_urls(get_resolver().url_patterns) == []


def test_an_address_that_two_views_claim_is_found() -> None:
    def view(request: object) -> HttpResponse:
        return HttpResponse()

    urls: list[URLPattern | URLResolver] = [
        path("a/<int:one>", view),
        path("", include([path("a/<slug:two>", view), path("b", view)])),
    ]
    assert detectors.doubled_urls(urls) == ["/a/*"]


def test_a_url_without_right_is_found() -> None:
    def view(request: object) -> HttpResponse:
        return HttpResponse()

    assert list(detectors.urls_without_right([path("secret", view)])) == [
        "/secret: lasna.tests.test_house_rules.view declares no right"
    ]


def test_every_command_declares_its_action() -> None:
    assert COMMANDS
    assert {name for name, command in COMMANDS.items() if not isinstance(command.action, Action)} == set()


def test_every_action_has_a_rule_that_lets_somebody_in() -> None:
    assert set(RULES) == set(Action)
    assert [action for action, standings in RULES.items() if not standings] == []
    assert [action for action, standings in RULES.items() if Standing.NOBODY in standings] == []


def test_every_action_is_asked_somewhere() -> None:
    named: set[str] = set()
    for module in _modules():
        if module.name != "policy.py":
            named |= detectors.actions_named(module.read_text(encoding="utf-8"))
    assert sorted(set(Action.__members__) - named) == []


def test_modules_keep_their_budget() -> None:
    scripts = [
        script
        for folder in ("frontend", "e2e", "bench")
        for script in (ROOT / folder).rglob("*.*")
        if script.suffix in {".ts", ".tsx", ".css"}
    ]
    assert scripts
    modules = [module.relative_to(ROOT) for module in [*LASNA.rglob("*.py"), *scripts]]
    assert list(detectors.too_long(modules)) == []


def test_a_module_over_budget_is_found(tmp_path: Path) -> None:
    module = tmp_path / "long.py"
    module.write_text("pass\n" * 401)
    assert list(detectors.too_long([module])) == [f"{module}: 401 lines, 400 allowed"]


def test_async_stays_where_sockets_are() -> None:
    strays = [
        f"{module.relative_to(ROOT)}:{line}"
        for module in _modules()
        if not str(module.relative_to(ROOT)).startswith(MAY_AWAIT)
        for line in detectors.async_functions(module.read_text(encoding="utf-8"))
    ]
    assert strays == []
    assert list(detectors.async_functions("def one(): ...\nasync def two(): ...")) == [2]


def test_docs_name_every_event_and_command() -> None:
    document = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert EVENTS
    assert detectors.unnamed([*EVENTS, *COMMANDS], document) == []


def test_an_event_that_docs_do_not_name_is_found() -> None:
    assert detectors.unnamed(["meeting.ended", "meeting.begun"], "says `meeting.ended`") == ["meeting.begun"]


def test_generated_typescript_is_current() -> None:
    assert room_types.TARGET.read_text(encoding="utf-8") == room_types.written(), "make types writes it anew"


def test_translations_are_complete() -> None:
    assert translations.problems() == []


def test_templates_show_no_text_outside_gettext() -> None:
    assert _templates()
    bare = {
        str(template.relative_to(ROOT)): found
        for template in _templates()
        if (found := detectors.visible_text(template.read_text(encoding="utf-8")))
    }
    assert bare == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('{% load i18n %}<p title="Close">{% translate "Hello" %}</p>', ["title=Close"]),
        ('<input type="submit" value="Send"><input type="hidden" value="abc">', ["value=Send"]),
        ("<p>{% blocktranslate %}Hi <b>{{ name }}</b>{% endblocktranslate %} you</p>", ["you"]),
        ("<script>const word = 1</script><style>body {}</style><h1>Läsnä</h1> 12 · {{ day }}", []),
        ("{% block body_class %}room{% endblock %}{% block title %}{{ a }} – Läsnä{% endblock %}", []),
        ("{% block title %}Room{% endblock %}", ["Room"]),
        ("<td>{name} {to_finish}</td><td>{Name} is {here}</td>", ["{Name} is"]),
        ('<p class="{% if a == "Hello" %}x{% endif %}" lang="fi">{# note #}</p>', []),
    ],
)
def test_text_outside_gettext_is_found(template: str, found: list[str]) -> None:
    assert detectors.visible_text(template) == found


def test_refusals_speak_through_gettext() -> None:
    bare = {
        str(module.relative_to(ROOT)): found
        for module in _modules()
        if (found := list(detectors.untranslated_refusals(module.read_text(encoding="utf-8"))))
    }
    assert bare == {}


def test_a_refusal_outside_gettext_is_found() -> None:
    source = 'UserError("a", "No"); UserError("b", f"No {x}"); UserError("c", _("No")); UserError("d")'
    assert list(detectors.untranslated_refusals(source)) == [
        "line 1: a message outside gettext",
        "line 1: a message outside gettext",
        "line 1: UserError takes a code and a message",
    ]


def test_every_variable_of_the_environment_is_a_row_of_the_table() -> None:
    named = {setting.name for setting in environment.SETTINGS}
    elsewhere = {
        str(module.relative_to(ROOT)): strangers
        for module in _modules()
        if (strangers := set(re.findall(r"""["'](LASNA_(?!TEST_)[A-Z_]+)["']""", module.read_text())) - named)
        and "environ" in module.read_text()
    }
    assert elsewhere == {}


def test_the_table_of_settings_in_the_document_is_the_one_of_the_program() -> None:
    rows = [
        f"| `{row.name}` | {row.kind.name} | {row.meaning} | {row.when_empty} |"
        for row in environment.SETTINGS
    ]
    document = (ROOT / "docs" / "operate.md").read_text().splitlines()
    assert [line for line in document if re.match(r"\| `[A-Z_]+` \|", line)] == rows


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


BREACHES = {
    "clients/helpers.py": "",  # a stray module
    "people/queries.py": "from lasna.meetings import models",  # upwards over packages
    "clients/models.py": "from lasna.clients import services",  # upwards inside
    "policy.py": "import django",
    "contacts/queries.py": "from lasna.meetings import views",  # another package's views
    "meetings/views.py": "",
}


@pytest.mark.slow
def test_every_import_contract_barks(tmp_path: Path) -> None:
    """All four contracts broken at once in a copy."""
    copy = tmp_path / "lasna"
    shutil.copytree(LASNA, copy, ignore=shutil.ignore_patterns("*.pyc", "static_built", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line in BREACHES.items():
        with (copy / name).open("a") as module:
            module.write(f"\n{line}\n")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert re.findall(r"^(.*) BROKEN", said, re.MULTILINE) == [
        "Packages import downwards only",
        "Inside a package, modules import downwards only, and no module is a stray",
        "The table of rights knows no framework",
        "Views, commands, forms and tasks are private to their package",
    ]
    for expected in (
        "lasna.people is not allowed to import lasna.meetings",
        "lasna.clients.models is not allowed to import lasna.clients.services",
        "helpers",
        "lasna.contacts.queries -> lasna.meetings.views",
    ):
        assert expected in said, said
