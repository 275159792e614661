"""Requests and snapshots of help on the socket."""

from typing import Literal

from pydantic import BaseModel, Field

from lasna.kernel.live.commands import Request

What = Literal["hear", "heard", "camera", "other"]


class AskHelp(Request):
    """``device``: as in ``door.step``. ``network``: as the browser estimates it; empty: it does not say."""

    what: What
    device: str = Field(default="", max_length=60)
    network: str = Field(default="", max_length=10)


class HelpSnapshot(BaseModel):
    """``offered``: somebody in the office helps with the technology. ``words``: how far it is, to be shown as
    they are; empty: nobody was asked, or it is over."""

    offered: bool
    words: str


class HelpView(BaseModel):
    """Somebody who asks. ``name``: how to speak to them. ``what``: as in ``AskHelp``."""

    request: int
    name: str
    what: str
    since: str


class HelpDeskSnapshot(BaseModel):
    """Who waits for somebody who helps, the longest first."""

    asking: list[HelpView]
