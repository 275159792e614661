"""Log lines, as text for a screen or as JSON for a program. Neither holds an address that somebody opened."""

import json
import logging
import secrets
import threading
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from typing import Any

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def begin_request() -> str:
    """A new id for what is logged from here on. Never one from outside: it could hold anything."""
    number = secrets.token_hex(8)
    _request_id.set(number)
    return number


class NoSockets(logging.Filter):
    """uvicorn writes down who opened which socket: a person's IP address and a query string."""

    def filter(self, record: logging.LogRecord) -> bool:
        return '"WebSocket %s"' not in str(record.msg)


def _without_address(record: logging.LogRecord) -> logging.LogRecord:
    """Django's lines about a request name its path, and a client's path is a key: the view's name instead."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else "no view"
    made = copy(record)
    made.args = tuple(
        view if isinstance(each, str) and each.startswith("/") else each for each in record.args
    )
    return made


class Text(logging.Formatter):
    """For a screen."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_address(record))


class Json(logging.Formatter):
    """One object a line. Of an exception its type and where it was, not its words: they may name a person."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_address(record).getMessage(),
            "request": _request_id.get() or None,
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = list(_told(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _told(error: BaseException) -> Iterator[str]:
    """The error and those that led to it, each as its type and its lines of code."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        for frame in traceback.extract_tb(one.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}"
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def log_crashed_thread(crash: threading.ExceptHookArgs) -> None:
    """For ``threading.excepthook``: a crash is a line of the log, in its form."""
    name = crash.thread.name if crash.thread else "unknown"
    error = crash.exc_value
    logging.getLogger(__name__).critical("the thread %s crashed", name, exc_info=error)
