"""An SMS gateway outside, as a process of its own: speaks the dialects, has the faults that gateways have.

``python fake_gateway.py LEDGER ORDERS`` says its port. Each message it takes is a line of the ledger,
written before it answers. It imports nothing of ours.
"""

import json
import os
import random
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

FAULTS = ("drops", "drops_after", "hangs", "busy", "broken", "doubles", "early", "backwards")
"""Before or after taking it; silent after taking; 429; 500 after taking; and three ways of telling."""
TOLD = {
    "doubles": ("sent", "delivered", "delivered"),
    "backwards": ("delivered", "sent", "failed"),
    "early": ("delivered",),
}


class Gateway(ThreadingHTTPServer):
    """``orders``: ``dialect``; ``plan``, a fault (or empty) for each message in turn; or a ``share`` of
    faults, by ``seed``; ``hang``, ``after``: seconds; ``receipts``: does it tell? at ``address`` where nobody
    said one.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, ledger: Path, orders: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.ledger, self.orders = ledger, orders
        self.chance, self.lock, self.numbers = random.Random(orders.get("seed")), Lock(), count(1)

    def fault(self) -> str:
        with self.lock:
            plan = self.orders.get("plan") or []
            if plan:
                return str(plan.pop(0))
            return self.chance.choice(FAULTS) if self.chance.random() < self.orders.get("share", 0) else ""

    def take(self, request: dict[str, Any]) -> str:
        request["id"] = f"{os.getpid()}{next(self.numbers):06}"
        handle = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, json.dumps(request).encode() + b"\n")
        os.close(handle)
        return str(request["id"])


class Session(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        """One message; at ``/tell`` the words to tell of each message taken, and the answers."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/tell":
            self.say(200, json.dumps(self.tell_of_all(json.loads(body))))
        else:
            self.meet(self.understood(body))

    def understood(self, body: str) -> dict[str, Any]:
        """What the dialect says, in one form."""
        dialect = self.server.orders["dialect"]
        if dialect in {"form", "46elks"}:
            said: dict[str, Any] = {name: values[0] for name, values in parse_qs(body).items()}
        else:
            said = json.loads(body)
        if dialect == "gatewayapi":
            said["to"] = f"+{said['recipients'][0]['msisdn']}"
        return {
            "to": said["to"],
            "from": said.get("from") or said.get("sender"),
            "text": said.get("text") or said.get("message"),
            "receipts": said.get("whendelivered") or said.get("callback_url", ""),
            "authorization": self.headers.get("Authorization", ""),
            "encoding": said.get("encoding", ""),
        }

    def meet(self, message: dict[str, Any]) -> None:
        fault = self.server.fault()
        if fault == "drops":
            self.drop()
        elif fault == "busy":
            self.say(429, "", ("Retry-After", str(self.server.orders.get("after", 1))))
        else:
            number = self.server.take(message)
            if fault == "early":
                self.tell(message, TOLD["early"])
            self.answer_or_fail(fault, number)
            if fault in {"doubles", "backwards"}:
                self.tell(message, TOLD[fault])

    def answer_or_fail(self, fault: str, number: str) -> None:
        """It has the message now."""
        if fault == "drops_after":
            self.drop()
        elif fault == "hangs":
            time.sleep(self.server.orders.get("hang", 60))
        elif fault == "broken":
            self.say(500, "")
        else:
            self.say(200, self.answer(number))

    def answer(self, number: str) -> str:
        match self.server.orders["dialect"]:
            case "form":
                return f"OK {number}"
            case "gatewayapi":
                return json.dumps({"ids": [int(number)], "usage": {"total_cost": 0.1}})
            case _:
                return json.dumps({"id": number, "status": "created"})

    def tell(self, message: dict[str, Any], words: tuple[str, ...]) -> list[int]:
        if not self.server.orders.get("receipts"):
            return []
        return [self.told(message, word) for word in words]

    def told(self, message: dict[str, Any], word: str) -> int:
        """The answer to one receipt."""
        kind, body = "application/x-www-form-urlencoded", f"id={message['id']}&status={word}"
        if self.server.orders["dialect"] == "gatewayapi":
            said = {"id": int(message["id"]), "status": word.upper(), "time": 1}
            kind, body = "application/json", json.dumps(said)
        address = message["receipts"] or self.server.orders["address"]
        try:
            with urlopen(Request(address, body.encode(), {"Content-Type": kind}), timeout=30) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code

    def tell_of_all(self, words: list[str]) -> list[list[int]]:
        lines = self.server.ledger.read_text().splitlines()
        return [self.tell(json.loads(line), tuple(words)) for line in lines]

    def drop(self) -> None:
        """In the middle of the answer that was due."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def say(self, status: int, body: str, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *values: object) -> None:
        pass


if __name__ == "__main__":
    gateway = Gateway(Path(sys.argv[1]), json.loads(sys.argv[2]))
    sys.stdout.write(f"{gateway.server_port}\n")
    sys.stdout.flush()
    gateway.serve_forever()
