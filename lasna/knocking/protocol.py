"""What desks are told of clients who knock."""

from pydantic import BaseModel


class KnockView(BaseModel):
    """A client who waits for an answer. ``way``: ``video`` or ``phone``."""

    knock: int
    name: str
    way: str
    since: str


class KnocksSnapshot(BaseModel):
    """Whose answer is waited for, the longest first."""

    knocks: list[KnockView]
