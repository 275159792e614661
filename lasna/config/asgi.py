"""The web process: pages by Django, sockets by the live seam."""

import asyncio
import gc
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import IO, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")

import django

django.setup(set_prefix=False)

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpResponse, HttpResponseBase
from django.urls import set_script_prefix

from lasna.kernel.live import endpoint
from lasna.kernel.web import pages
from lasna.kernel.web.middleware import Language, Numbered, SecureHeaders

Scope = Any
Body = IO[bytes]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
log = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(max_workers=40, thread_name_prefix="pages")
_refuse = Numbered(SecureHeaders(Language(pages.busy)))

# Chosen while there is room: on a full disk Python would find none, and say that a file is missing.
tempfile.gettempdir()


class Pages(ASGIHandler):
    """Pages are synchronous code: each is one piece of work in a kept thread, as under WSGI.

    Django's own handler changes between loop and thread four times a request, and starts a thread, and opens
    a database, for each. Nothing here streams; what a browser no longer waits for is written to its end.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: Callable[[], HttpResponseBase]
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        except OSError as error:
            if not pages.disk_is_full(error):
                raise
            log.error("the disk is full: a request was refused")
            while (await receive()).get("more_body"):  # a browser hears nothing before it has said all
                continue
            answer = partial(_refuse, ASGIRequest(scope, BytesIO()))
        else:
            answer = partial(self._answer, scope, body)
        response = await asyncio.get_running_loop().run_in_executor(_threads, answer)
        await self.send_response(response, send)

    def _answer(self, scope: Scope, body: Body) -> HttpResponse:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        with body:
            request, refusal = self.create_request(scope, body)
            response = self.get_response(request) if request else refusal
            assert response is not None  # one or the other
            try:
                return _whole(response)
            finally:
                response.close()  # says that the request has finished


def _whole(response: HttpResponseBase) -> HttpResponse:
    """A file is read here: the loop has others to serve."""
    if isinstance(response, HttpResponse):
        return response
    content = b"".join(iter(response))
    return HttpResponse(content, status=response.status_code, headers=dict(response.items()))


_pages = Pages()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One ASGI callable for pages, sockets and the process's own life."""
    if scope["type"] == "websocket":
        await endpoint.serve(scope, receive, send)
    elif scope["type"] == "lifespan":
        gc.enable()
        gc.freeze()  # what stands at the start is never rubbish; looking through it took a tenth of a second
        await endpoint.lifespan(receive, send)
    else:
        await _pages(scope, receive, send)
