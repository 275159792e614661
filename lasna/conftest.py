"""What every test shares: which databases, and the real service for tests that kill processes.

SQLite in a file by default. ``LASNA_TEST_STACK=postgres``: real PostgreSQL and Redis, started here.
"""

import asyncio
import inspect
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import django
import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis

from lasna.kernel.keys import ensure_keys
from lasna.tests.media import Media
from lasna.tests.prepared import Prepared, Start, starter
from lasna.tests.service import Service
from lasna.tests.stack import Stack

FULL = os.environ.get("LASNA_TEST_LOOPS") == "full"
# Seconds: a test that waits for what never comes fails, it does not hang. At full size ten times as long.
ASYNC_PATIENCE = 3000.0 if FULL else 300.0
# Of Hypothesis: a machine that has much else to do is no fault of what is tested.
of_hypothesis.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=1000 if FULL else 100
)
of_hypothesis.load_profile("house")
_stack = pytest.StashKey[Stack]()
_folder = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Choose data folder and databases, before Django reads its settings (pytest-django comes last)."""
    data = Path(tempfile.mkdtemp(prefix="lasna-tests-"))
    config.stash[_folder] = data
    # Nothing is dropped at the end: the databases go with their folder, whoever still holds a connection.
    config.option.reuse_db = True
    ensure_keys(data)
    (data / "static").mkdir()
    for name in [
        name for name in os.environ if name.startswith("LASNA_") and not name.startswith("LASNA_TEST_")
    ]:
        del os.environ[name]
    os.environ["LASNA_DATA"] = str(data)
    os.environ["LASNA_URL"] = "http://testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "lasna.config.settings"
    kind = os.environ.get("LASNA_TEST_STACK", "sqlite")
    if kind == "postgres":
        stack = Stack()
        config.stash[_stack] = stack
        os.environ.update(stack.__enter__().environment())
    elif kind != "sqlite":
        raise pytest.UsageError(f"LASNA_TEST_STACK is sqlite or postgres, not {kind}")
    django.setup()
    from django.conf import settings

    # A password costs a good hash 300 ms; a test that makes ten people should not pay for that.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    stack = config.stash.get(_stack, None)
    if stack is not None:
        stack.stop()
    shutil.rmtree(config.stash[_folder], ignore_errors=True)


def pytest_report_header(config: pytest.Config) -> str:
    return "databases: PostgreSQL and Redis" if _stack in config.stash else "databases: SQLite in a file"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about one kind of database by itself runs once: where this run is on it."""
    elsewhere = "embedded" if _stack in config.stash else "servers"
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(elsewhere)])
    items[:] = [item for item in items if not item.get_closest_marker(elsewhere)]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run ``async def`` tests, each in an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in wanted}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), ASYNC_PATIENCE))
    return True


@pytest.fixture(autouse=True)
def language_of_the_installation() -> Iterator[None]:
    """A page leaves its reader's language behind; a test begins without."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """A file, because SQLite in memory is one connection: threads would not meet each other's locks."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(request.config.stash[_folder] / "test.sqlite3")


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Stack | None:
    """The running servers, or None on SQLite."""
    return request.config.stash.get(_stack, None)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, stack: Stack | None) -> Prepared:
    """The first start, copied for each service that is not about it."""
    return Prepared(tmp_path_factory.mktemp("prepared"), stack)


@pytest.fixture
def start_service(tmp_path: Path, stack: Stack | None, prepared: Prepared) -> Iterator[Start]:
    """``start_service(LASNA_X="…")``: a service of the test's own, ended after it."""
    started: list[Service] = []
    yield starter(tmp_path, stack, started, prepared)
    for service in started:
        service.stop()


@pytest.fixture
def start_first(tmp_path: Path, stack: Stack | None) -> Iterator[Start]:
    """The same on an empty folder and database, for tests about the first start."""
    started: list[Service] = []
    yield starter(tmp_path, stack, started)
    for service in started:
        service.stop()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, stack: Stack | None) -> Iterator[Service]:
    """The real service, one for all tests: whoever kills web or worker waits for it to come back.

    It began with nothing, as a new installation does.
    """
    started: list[Service] = []
    yield starter(tmp_path_factory.mktemp("service"), stack, started)()
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Media]:
    """Real Janus and coturn, one for all tests: whoever kills one waits for it to come back."""
    with Media(tmp_path_factory.mktemp("media")) as started:
        yield started


@pytest.fixture(scope="session")
def loops() -> Callable[[int], int]:
    """``loops(200)``: 20 in ``make test``, 200 in ``make soak``."""
    return lambda count: count if FULL else max(count // 10, 1)


@pytest.fixture(autouse=True, scope="session")
def _emptying_between_tests() -> Iterator[None]:
    """Tests that commit are followed by a flush; on SQLite the append-only log must allow that alone."""
    from django.db import connection
    from django.test import TransactionTestCase

    module = import_module("lasna.kernel.audit.migrations.0002_append_only")
    name = "_fixture_teardown"  # Django's, not public: so by its name
    flush = getattr(TransactionTestCase, name)

    def unlocked(self: TransactionTestCase) -> None:
        if connection.vendor == "sqlite":
            with connection.schema_editor() as editor:
                module._drop(None, editor)
        flush(self)
        if connection.vendor == "sqlite":
            with connection.schema_editor() as editor:
                module._create(None, editor)

    setattr(TransactionTestCase, name, unlocked)
    yield
    setattr(TransactionTestCase, name, flush)
