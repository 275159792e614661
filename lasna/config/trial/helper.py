"""The second address of a trial, in the clear: the certificate to trust and the steps, and nobody's data.

A process of its own, without Django. What it serves is written before, in one file.
"""

import json
import re
import signal
import socket
from base64 import b64decode, b64encode
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

STYLE = "/trust.css"
CERTIFICATE = "/lasna-trial-ca.crt"
Pages = dict[str, tuple[str, bytes]]
"""Path to kind and content; a page for each language: ``/fi``."""
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def write_pages(path: Path, pages: Pages) -> None:
    said = {address: [kind, b64encode(body).decode()] for address, (kind, body) in pages.items()}
    path.write_text(json.dumps(said))


def serve(*, fd: int, path: Path) -> None:
    """Until it is told to end."""
    said = json.loads(path.read_text())
    Answers.pages = {address: (kind, b64decode(body)) for address, (kind, body) in said.items()}
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = ThreadingHTTPServer(("", 0), Answers, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=fd)
    server.serve_forever()


def spoken(accepts: str, pages: Pages) -> str:
    """The page in the first language that the browser asks for, else the first page."""
    asked = [f"/{tag[:2].lower()}" for tag in re.split(r"[,;]\s*", accepts[:200])]
    return next((page for page in asked if page in pages), next(iter(pages)))


class Answers(BaseHTTPRequestHandler):
    pages: ClassVar[Pages] = {}
    timeout = 10
    """Seconds for a browser that says nothing."""
    server_version = "Lasna"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        if path == "/":
            path = spoken(self.headers.get("Accept-Language", ""), self.pages)
        found = self.pages.get(path)
        kind, body = found or ("text/plain; charset=utf-8", b"404\n")
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Who came is nobody's business."""
