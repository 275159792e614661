"""Log lines: readable by programs, with the request's id, and without anybody's data. # N9 N46"""

import json
import logging
import re
import threading

import pytest
from django.test import Client

from lasna.kernel import logs

SECRET = "Kanarialintu"


def written(record: logging.LogRecord) -> dict[str, object]:
    text = logs.Json().format(record)
    assert "\n" not in text
    found: dict[str, object] = json.loads(text)
    return found


def record_of(error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("lasna.x", logging.WARNING, __file__, 1, "two\n%s", ("lines",), info)


def test_a_line_is_one_object_with_time_level_logger_message_and_the_requests_id() -> None:
    number = logs.begin_request()
    line = written(record_of())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line.pop("time")))
    assert line == {"level": "WARNING", "logger": "lasna.x", "message": "two\nlines", "request": number}


def test_an_exception_shows_its_way_and_neither_its_words_nor_the_values_of_variables() -> None:
    def crash(name: str) -> None:
        try:
            int(name)
        except ValueError as error:
            raise RuntimeError(name) from error

    with pytest.raises(RuntimeError) as caught:
        crash(SECRET)
    line = written(record_of(caught.value))
    told = line["exception"]
    assert isinstance(told, list)
    assert [each for each in told if not each.startswith("  ")] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert any("raise RuntimeError(name) from error" in each for each in told)
    assert SECRET not in json.dumps(line)


def test_an_exception_that_leads_to_itself_is_told_once() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert written(record_of(first))["exception"] == ["builtins.ValueError", "builtins.KeyError"]


@pytest.mark.django_db
@pytest.mark.urls("lasna.kernel.web.tests.urls")
@pytest.mark.parametrize("shape", [logs.Json(), logs.Text()])
def test_a_crash_is_told_by_the_views_name_without_its_address(
    shape: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    Client(raise_request_exception=False).get(f"/crash?who={SECRET}")
    lines = [shape.format(record) for record in caplog.records if record.name == "django.request"]
    assert lines
    assert not [line for line in lines if SECRET in line or "/crash" in line]


@pytest.mark.django_db
def test_every_answer_carries_an_id_of_its_own_and_never_the_one_that_was_sent() -> None:
    sent = {"X-Request-Id": SECRET}
    answers = [Client().get(address, headers=sent) for address in ("/sign-in", "/health/live", "/nowhere")]
    numbers = [answer["X-Request-Id"] for answer in answers]
    assert len(set(numbers)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", number) for number in numbers)


def test_who_opened_a_socket_is_not_logged_and_that_a_process_started_is() -> None:
    def said(message: str) -> bool:
        return bool(logs.NoSockets().filter(logging.LogRecord("u", 20, "", 1, message, (), None)))

    assert not said('%s - "WebSocket %s" [accepted]')
    assert said("Started server process [%d]")


def test_a_crash_of_a_thread_becomes_a_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(threading, "excepthook", logs.log_crashed_thread)
    thread = threading.Thread(target=crash, name="sweep")
    thread.start()
    thread.join()
    [record] = [record for record in caplog.records if record.name == logs.__name__]
    line = written(record)
    assert (line["level"], line["message"]) == ("CRITICAL", "the thread sweep crashed")
    assert SECRET not in json.dumps(line)
