"""A server of calendars: what an adviser's provider would be, and what it should not be."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class CalendarServer:
    """Answers every path with ``status``, ``headers`` and ``file``. ``asked``: the paths."""

    def __init__(self) -> None:
        self.file = b""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}/secret.ics"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _handler(owner: CalendarServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            owner.asked.append(self.path)
            self.send_response(owner.status)
            for name, value in owner.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(owner.file)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def calendar(*parts: str, head: str = "") -> bytes:
    """A file of these events, each written as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", *head.splitlines()]
    for number, part in enumerate(parts):
        uid = [] if "UID:" in part else [f"UID:{number}"]
        lines += ["BEGIN:VEVENT", *uid, *part.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def event(starts: datetime, ends: datetime, *more: str) -> str:
    return "\n".join([f"DTSTART:{stamp(starts)}", f"DTEND:{stamp(ends)}", *more])


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
