"""Text messages by an HTTP gateway, in one of the dialects of ``dialects``."""

import json
import re
import socket
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, ClassVar
from urllib.parse import unquote, urlencode, urlsplit

from lasna.correspondence.adapters.dialects import DIALECTS, Account
from lasna.correspondence.protocol import Outgoing, Refused, Result, Sent, Unknown
from lasna.kernel import clock

ANSWER_WITHIN = 10.0  # seconds from handing over to the whole answer
CONNECT_WITHIN = 5.0
LONGEST_ANSWER = 64 * 1024  # bytes; more is not read
LONGEST_PAUSE = timedelta(hours=1)
_ID = re.compile(r"[\w.:@/+=-]{1,200}")
_ID_FIELDS = ("id", "ids", "message_id", "messageId", "uuid", "reference")
_TAKEN = re.compile(r"(?:OK|SUCCESS)[\s:]+", re.IGNORECASE)


class HttpSms:
    """``https://user:password@host/path`` of the gateway. Not repeatable: these dialects have no key.

    ``receipts``: where the gateway may tell what became of a message; empty: nowhere.
    """

    repeatable: ClassVar[bool] = False

    def __init__(self, url: str, *, dialect: str, token: str = "", receipts: str = "") -> None:
        self.parts = urlsplit(url)
        self.dialect = DIALECTS[dialect]
        user, password = unquote(self.parts.username or ""), unquote(self.parts.password or "")
        self.account = Account(user, password, token)
        self.receipts = receipts

    def send(self, outgoing: Outgoing) -> Result:
        """What the gateway said. Redirects are not followed: the text goes to no other host."""
        about = urlencode({"message": outgoing.reference})
        receipts = f"{self.receipts}?{about}" if self.receipts else ""
        body, headers = self.dialect.body(outgoing, self.account, receipts)
        connection = self.connection()
        try:
            connection.connect()
        except OSError:
            connection.close()
            return Refused("sms.gateway_away", permanent=False)
        try:
            return self._said(connection, body, headers)
        except (OSError, HTTPException):
            return Unknown("sms.no_answer")  # from the first byte on it may have left
        finally:
            connection.close()

    def connection(self) -> HTTPConnection:
        host = self.parts.hostname or ""
        secure = self.parts.scheme == "https"
        kind = HTTPSConnection if secure else HTTPConnection
        return kind(host, self.parts.port, timeout=CONNECT_WITHIN)

    def _said(self, connection: HTTPConnection, body: bytes, headers: dict[str, str]) -> Result:
        deadline = monotonic() + ANSWER_WITHIN
        line: socket.socket = connection.sock
        line.settimeout(ANSWER_WITHIN)
        path = self.parts.path or "/"
        connection.request("POST", f"{path}?{self.parts.query}" if self.parts.query else path, body, headers)
        response = connection.getresponse()
        if not 200 <= response.status < 300:
            return _refused(response)
        answer = _answer(response, line, deadline)
        if self.dialect.refuses_in_words and answer.lstrip()[:3].upper() == b"ERR":
            return Refused("sms.refused", permanent=True)
        return Sent(_id_in(answer))


def _refused(response: HTTPResponse) -> Result:
    """Of a busy gateway and of one asked too often it is known that nothing left; of other 5xx not."""
    status = response.status
    if status in {429, 503}:
        after = _pause(response.headers.get("Retry-After", ""))
        return Refused("sms.gateway_busy", permanent=False, after=after)
    if status in {401, 403}:
        return Refused("sms.gateway_knows_us_not", permanent=False)
    if 300 <= status < 500:
        return Refused("sms.refused", permanent=True)
    return Unknown("sms.gateway_failed")


def _pause(said: str) -> timedelta | None:
    """Of ``Retry-After``: seconds, or a moment; None where it says neither."""
    try:
        seconds = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None
        pause = (
            timedelta(seconds=seconds) if seconds is not None else parsedate_to_datetime(said) - clock.now()
        )
    except (ValueError, TypeError):  # a date without a zone cannot be compared
        return None
    return min(max(pause, timedelta(seconds=1)), LONGEST_PAUSE)


def _answer(response: HTTPResponse, line: socket.socket, deadline: float) -> bytes:
    """The beginning of the answer, and no longer than until ``deadline``."""
    found = b""
    try:
        while len(found) < LONGEST_ANSWER and (left := deadline - monotonic()) > 0:
            line.settimeout(left)
            piece = response.read1(LONGEST_ANSWER - len(found))
            if not piece:
                break
            found += piece
    except (OSError, HTTPException):
        return b""
    return found


def _id_in(answer: bytes) -> str:
    """The gateway's id of the message; empty when there is none that looks like one."""
    try:
        said: Any = json.loads(answer)
    except (ValueError, RecursionError):
        said = _TAKEN.sub("", answer.decode("utf-8", "replace").strip(), count=1)
    said = _first(said)
    if isinstance(said, dict):
        said = _first(next((said[name] for name in _ID_FIELDS if name in said), ""))
    return id_of(said)


def _first(said: Any) -> Any:
    while isinstance(said, list) and said:
        said = said[0]
    return said


def id_of(said: Any) -> str:
    """As it is kept; empty when it looks like none."""
    text = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""
    return text if _ID.fullmatch(text) else ""
