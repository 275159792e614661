"""uvicorn, with sockets that are told before they are closed."""

import socket

import uvicorn

from lasna.kernel.live import hub as hubs
from lasna.kernel.live.goodbye import say_goodbye


class Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:  # first, so that whoever comes back goes elsewhere
            server.close()
        for listener in sockets or []:
            listener.close()
        await say_goodbye(hubs.current())
        await super().shutdown(sockets)
