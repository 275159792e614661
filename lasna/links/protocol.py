"""Snapshots and requests of links on the socket."""

from pydantic import BaseModel, Field

from lasna.kernel.live.commands import Request


class ShareLink(Request):
    """``address``: as typed; looked at by the server alone."""

    address: str = Field(max_length=10_000)


class LinkView(BaseModel):
    """``by``: a participant, ``name`` theirs. ``host``: to be shown large; ``plain``: the host as browsers
    write it, where it has special letters, else empty."""

    link: int
    by: int
    name: str
    address: str
    host: str
    plain: str
    at: str


class LinksSnapshot(BaseModel):
    """Every link of the meeting, the oldest first."""

    links: list[LinkView]
