"""The rooms of the VideoRoom as we make them: small, closed to others, with sound that survives loss."""

import hashlib
import hmac

from lasna.room.adapters.janus.events import Message

PUBLISHERS = 40
"""Twice as many as fit: who mends their way publishes anew before the one before ends."""
BITRATE = 2_000_000
"""Bits a second that one person may send, all layers of simulcast together."""


def secret_of(room: str, *, secret: str) -> str:
    """Whoever has it may change the room. Made anew by any process, kept by none."""
    return _made("secret", room, secret)


def pin_of(room: str, *, secret: str) -> str:
    """Whoever has it may join."""
    return _made("pin", room, secret)


def _made(what: str, room: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"janus:{what}:{room}".encode(), hashlib.sha256).hexdigest()


def creation(room: str, *, secret: str) -> Message:
    return {
        "request": "create",
        "room": room,
        "admin_key": secret,
        "secret": secret_of(room, secret=secret),
        "pin": pin_of(room, secret=secret),
        "is_private": True,
        "permanent": False,
        # Who subscribes must have joined: a handle of nobody's hears nothing.
        "require_pvtid": True,
        "publishers": PUBLISHERS,
        "bitrate": BITRATE,
        "bitrate_cap": True,
        "audiocodec": "opus",
        "videocodec": "vp8",
        "opus_fec": True,
        "audiolevel_ext": True,
        # Browsers know by themselves who speaks.
        "audiolevel_event": False,
        "record": False,
        "lock_record": True,
        "notify_joining": False,
    }
