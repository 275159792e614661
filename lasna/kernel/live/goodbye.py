"""The end of a web process: what is being carried out is answered, and screens go to another process."""

import asyncio
import contextlib

from lasna.kernel.live.hub import Hub, Socket
from lasna.kernel.live.protocol import Farewell

COMMANDS_WITHIN = 1.5  # seconds for the commands under way
SOCKETS_WITHIN = 1.0  # seconds for the last words to leave
LOOK_EVERY = 0.02


async def say_goodbye(hub: Hub) -> None:
    """Every socket hears "restarting, come again". Seats are kept: nobody is told that somebody went away."""
    hub.ending = True
    with contextlib.suppress(TimeoutError):
        farewells = [_to(socket) for socket in tuple(hub.sockets)]
        await asyncio.wait_for(asyncio.gather(*farewells), COMMANDS_WITHIN)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_until_gone(hub), SOCKETS_WITHIN)


async def _to(socket: Socket) -> None:
    # Never released: a command that comes now is not begun, and the screen asks again where it goes.
    await socket.turn.acquire()
    socket.put(Farewell(code="restarting", again=True).model_dump_json())


async def _until_gone(hub: Hub) -> None:
    while hub.sockets:  # noqa: ASYNC110 - once in the life of a process
        await asyncio.sleep(LOOK_EVERY)
