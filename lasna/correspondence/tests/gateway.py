"""Starting the fake gateway, and reading what it took."""

import json
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

from lasna.correspondence.tests import fake_gateway


class FakeGateway(AbstractContextManager["FakeGateway"]):
    """A process of its own; ``orders`` as it reads them."""

    def __init__(self, ledger: Path, **orders: Any) -> None:
        self.ledger, self.orders = ledger, orders

    def __enter__(self) -> Self:
        words = [sys.executable, fake_gateway.__file__, str(self.ledger), json.dumps(self.orders)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def url(self, account: str = "") -> str:
        return f"http://{account}127.0.0.1:{self.port}/send"

    def took(self) -> list[dict[str, Any]]:
        """Every message that it has, in its order."""
        lines = self.ledger.read_text().splitlines() if self.ledger.exists() else []
        return [json.loads(line) for line in lines]

    def tells(self, *words: str) -> list[list[int]]:
        """Of each message that it took, these words in turn; what we answered."""
        asked = Request(f"http://127.0.0.1:{self.port}/tell", json.dumps(words).encode())
        with urlopen(asked, timeout=60) as answer:
            return list(json.loads(answer.read()))
