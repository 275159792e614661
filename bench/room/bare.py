"""What rooms are measured beside: a loop that hands a text on to the screen it names, and nothing more.

``python -m bench.room.bare --port N``, sockets at ``/<room>/<screen>``; the server and its settings are ours.
"""

import argparse
import json
from collections import defaultdict
from typing import Any

import uvicorn

rooms: dict[str, dict[str, Any]] = defaultdict(dict)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        _, room, screen = scope["path"].split("/")
        others = rooms[room]
        others[screen] = send
        while (message := await receive())["type"] == "websocket.receive":
            await others[json.loads(message["text"])["to"]](
                {"type": "websocket.send", "text": message["text"]}
            )
        del others[screen]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=parser.parse_args().port,
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
    )
