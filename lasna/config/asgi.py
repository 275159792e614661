"""The web process: pages by Django, sockets by the live seam."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")

from django.core.asgi import get_asgi_application

_pages = get_asgi_application()

from lasna.kernel.live import endpoint

Scope = Any
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Any], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI callable for pages, sockets and the process's own life."""
    if scope["type"] == "websocket":
        await endpoint.serve(scope, receive, send)
    elif scope["type"] == "lifespan":
        await endpoint.lifespan(receive, send)
    else:
        await _pages(scope, receive, send)
