"""A real worker process that can be stopped at a named point and killed there. Preloaded by a fork server."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import django

POINTS = ("claimed", "handing_over", "taken", "settled")
PATIENCE = 60.0


@dataclass(frozen=True)
class Orders:
    """``stop_at``: a point, or empty. ``clock``: seconds by which this worker's clock is ahead.

    ``settings``: of a gateway that is a process of its own; then ours is not there.
    """

    database: str
    ledger: Path
    repeatable: bool
    stop_at: str = ""
    clock: float = 0
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ledger:
    """What a gateway outside has taken: a line a message, written before it answers, surviving everybody."""

    path: Path
    repeatable: ClassVar[bool] = False

    def take(self, message_id: int) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{message_id}\n".encode())
        os.close(handle)

    def taken(self) -> list[int]:
        return [int(line) for line in self.path.read_text().split()] if self.path.exists() else []


class Worker(AbstractContextManager["Worker"]):
    """``lasna worker`` with a gateway of ours. Leaving the block kills it with -9."""

    def __init__(self, orders: Orders) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.told, there = context.Pipe()
        self.process: ForkServerProcess = context.Process(target=_work, args=[orders, there], daemon=True)

    def __enter__(self) -> Self:
        self.process.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.join()

    def until_stopped(self) -> None:
        """The worker has come to its point and stays there."""
        if not self.told.poll(PATIENCE):
            raise TimeoutError(f"the worker came to no point; alive: {self.process.is_alive()}")
        self.told.recv()

    def go_on(self) -> None:
        self.told.send("")

    def asked_to_end(self) -> None:
        """As the supervisor asks."""
        self.process.terminate()

    def status(self) -> int | None:
        """The exit status, once it has ended."""
        self.process.join(PATIENCE)
        return self.process.exitcode


def _work(orders: Orders, there: Connection) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = orders.database
    settings.LASNA_CLOCK = str(orders.clock)
    if orders.settings:
        _speak_by_http(orders)
    else:
        _arrange(orders, there)
    from lasna.config import worker

    raise SystemExit(worker.run())


def _speak_by_http(orders: Orders) -> None:
    """Our text, and a gateway outside that gets little time to answer."""
    from django.conf import settings

    from lasna.correspondence.adapters import sms
    from lasna.correspondence.protocol import RENDERERS, Rendered
    from lasna.correspondence.tests.scene import KIND

    for name, value in orders.settings.items():
        setattr(settings, name, value)
    sms.ANSWER_WITHIN = 0.5
    RENDERERS[KIND] = lambda message: Rendered("", f"Hei {message.pk}")


def _arrange(orders: Orders, there: Connection) -> None:
    """Our gateway, our text, and a stop at the point that was ordered."""
    from lasna.correspondence import adapters
    from lasna.correspondence.models import Message
    from lasna.correspondence.protocol import RENDERERS, Outgoing, Rendered, Result, Sent
    from lasna.correspondence.signals import message_settled
    from lasna.correspondence.tests.scene import KIND

    ledger = Ledger(orders.ledger)

    def pass_by(point: str) -> None:
        if point == orders.stop_at:
            there.send(point)
            there.recv()  # until told to go on, or killed

    class Gateway:
        repeatable: ClassVar[bool] = orders.repeatable

        def send(self, outgoing: Outgoing) -> Result:
            pass_by("handing_over")
            if not (self.repeatable and outgoing.message_id in ledger.taken()):
                ledger.take(outgoing.message_id)
            pass_by("taken")
            return Sent(str(outgoing.message_id))

    def render(message: Message) -> Rendered:
        pass_by("claimed")
        return Rendered("", "Hei")

    def hear(sender: object, message: Message, **more: object) -> None:
        pass_by("settled")

    RENDERERS[KIND] = render
    adapters.gateway_for = lambda message: Gateway()
    message_settled.connect(hear, weak=False)


def until(true: Callable[[], bool]) -> None:
    """Wait for the state of the world."""
    from time import monotonic, sleep

    end = monotonic() + PATIENCE
    while not true():
        if monotonic() > end:
            raise TimeoutError
        sleep(0.02)


if __name__ != "__main__" and os.environ.get("DJANGO_SETTINGS_MODULE"):
    django.setup()
