"""The envelopes on the socket. What is inside a command, an event or a snapshot belongs to the packages."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

PROTOCOL = 1


class Incoming(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hello(Incoming):
    """First message of a screen. ``screen`` is chosen by the browser tab and kept over reconnects."""

    type: Literal["hello"]
    protocol: int = PROTOCOL
    screen: str = Field(pattern=r"^[A-Za-z0-9_-]{8,40}$")


class CatchUp(Incoming):
    """What came after ``after`` in ``room``? Asked when a screen sees a gap."""

    id: int = Field(ge=0, le=2**53)
    type: Literal["live.catch_up"]
    room: int = Field(ge=0, le=2**53)
    after: int = Field(ge=0, le=2**53)


class Welcome(BaseModel):
    """Everything a screen needs, at once: on connecting, on reconnecting, when its standing changed."""

    type: Literal["welcome"] = "welcome"
    protocol: int = PROTOCOL
    now: str
    standing: str
    rights: list[str]
    rooms: dict[int, int]
    """Room → number of the last event that the snapshot holds."""
    snapshot: dict[str, Any]


class Told(BaseModel):
    """One event. ``event`` is null where it is not for this screen's standing."""

    type: Literal["event"] = "event"
    room: int
    seq: int
    at: str
    event: dict[str, Any] | None


class Signalled(BaseModel):
    """What merely passes, from another screen. Never stored, may be lost."""

    type: Literal["signal"] = "signal"
    sender: str
    signal: dict[str, Any]


class Heartbeat(BaseModel):
    """Every five seconds: the last number of each room, so that a lost hint is noticed."""

    type: Literal["heartbeat"] = "heartbeat"
    rooms: dict[int, int]


class Done(BaseModel):
    type: Literal["done"] = "done"
    id: int
    result: dict[str, Any] | None = None


class Refused(BaseModel):
    """A stable ``code`` and words for the person, in their language."""

    type: Literal["refused"] = "refused"
    id: int | None
    code: str
    message: str


class Farewell(BaseModel):
    """The server closes this socket; ``again`` says whether the screen should come back."""

    type: Literal["farewell"] = "farewell"
    code: str
    again: bool


# What is said most is written without building its class first: that took longer than the rest of a signal's
# way. A test compares them with the classes.


def signal_text(sender: str, signal: dict[str, Any]) -> str:
    """A ``Signalled`` on its way out."""
    return to_json({"type": "signal", "sender": sender, "signal": signal}).decode()


def done_text(id: int, result: dict[str, Any] | None) -> str:
    """A ``Done``."""
    return to_json({"type": "done", "id": id, "result": result}).decode()


def heartbeat_text(rooms: dict[int, int]) -> str:
    """A ``Heartbeat``."""
    return to_json({"type": "heartbeat", "rooms": rooms}).decode()
