"""Text messages by an HTTP gateway, in one of two common dialects.

json   POST {"to", "from", "text"}, Authorization: Bearer TOKEN;  the answer holds the message's id
form   POST to=…&from=…&message=…&username=…&password=…;          the answer is the id, or JSON with it
"""

import json
import re
import socket
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any, ClassVar
from urllib.parse import unquote, urlencode, urlsplit

from lasna.correspondence.protocol import Outgoing, Refused, Result, Sent, Unknown

ANSWER_WITHIN = 10.0  # seconds from handing over to the whole answer
CONNECT_WITHIN = 5.0
LONGEST_ANSWER = 64 * 1024  # bytes; more is not read
_ID = re.compile(r"[\w.:@/+=-]{1,200}")
_ID_FIELDS = ("id", "message_id", "messageId", "uuid", "reference")


class HttpSms:
    """``https://user:password@host/path`` of the gateway. Not repeatable: these dialects have no key."""

    repeatable: ClassVar[bool] = False

    def __init__(self, url: str, *, dialect: str, token: str = "") -> None:
        self.parts = urlsplit(url)
        self.dialect = dialect
        self.token = token

    def send(self, outgoing: Outgoing) -> Result:
        """What the gateway said. Redirects are not followed: the text goes to no other host."""
        body, headers = self._request(outgoing)
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
            return _refused(response.status)
        return Sent(_id_in(_answer(response, line, deadline)))

    def _request(self, outgoing: Outgoing) -> tuple[bytes, dict[str, str]]:
        user, password = unquote(self.parts.username or ""), unquote(self.parts.password or "")
        to, text = outgoing.address, outgoing.rendered.text
        if self.dialect == "form":
            known = {"username": user, "password": password or self.token} if user else {}
            form = {"to": to, "from": outgoing.sms_from, "message": text} | known
            return urlencode(form).encode(), self._headers("application/x-www-form-urlencoded", user="")
        body = json.dumps({"to": to, "from": outgoing.sms_from, "text": text}).encode()
        return body, self._headers("application/json", user=user, password=password)

    def _headers(self, kind: str, *, user: str, password: str = "") -> dict[str, str]:
        headers = {"Content-Type": kind, "Accept": "application/json", "Connection": "close"}
        if user:
            headers["Authorization"] = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        elif self.token and not (self.dialect == "form" and self.parts.username):
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def _refused(status: int) -> Result:
    """Of a busy gateway and of one asked too often it is known that nothing left; of other 5xx not."""
    if status in {429, 503}:
        return Refused("sms.gateway_busy", permanent=False)
    if status in {401, 403}:
        return Refused("sms.gateway_knows_us_not", permanent=False)
    if 300 <= status < 500:
        return Refused("sms.refused", permanent=True)
    return Unknown("sms.gateway_failed")


def _answer(response: HTTPResponse, line: socket.socket, deadline: float) -> bytes:
    """The beginning of the answer, and no longer than until ``deadline``. Nothing of it decides: 2xx did."""
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
        said = answer.decode("utf-8", "replace").strip()
    while isinstance(said, list) and said:
        said = said[0]
    if isinstance(said, dict):
        said = next((said[name] for name in _ID_FIELDS if name in said), "")
    text = str(said) if isinstance(said, str | int) else ""
    return text if _ID.fullmatch(text) else ""
