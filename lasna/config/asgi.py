"""The web process: pages by Django, sockets by the live seam."""

import logging
import os
import tempfile
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")

import django

django.setup(set_prefix=False)

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler, ASGIRequest

from lasna.kernel.live import endpoint
from lasna.kernel.web import pages
from lasna.kernel.web.middleware import Language, Numbered, SecureHeaders

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
log = logging.getLogger(__name__)

# Chosen while there is room: on a full disk Python would find none, and say that a file is missing.
tempfile.gettempdir()


class Pages(ASGIHandler):
    """A request too large for memory waits in a file. Where the disk is full it is refused in words, too."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().handle(scope, receive, send)
        except OSError as error:
            if not pages.disk_is_full(error):
                raise
            log.error("the disk is full: a request was refused")
            while (await receive()).get("more_body"):  # a browser hears nothing before it has said all
                continue
            request = ASGIRequest(scope, BytesIO())
            answer = Numbered(SecureHeaders(Language(pages.busy)))
            await self.send_response(await sync_to_async(answer)(request), send)


_pages = Pages()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI callable for pages, sockets and the process's own life."""
    if scope["type"] == "websocket":
        await endpoint.serve(scope, receive, send)
    elif scope["type"] == "lifespan":
        await endpoint.lifespan(receive, send)
    else:
        await _pages(scope, receive, send)
