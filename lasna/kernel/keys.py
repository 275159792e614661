"""Keys outside the database, for links and sensitive fields. Each has a version, so it can be changed."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

NAMES = ("secret", "link", "field")
TOKEN_LENGTH = 43  # characters of a link's token


def ensure_keys(data: Path) -> None:
    """Make the keys of a new data folder. A file that exists is never touched."""
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / name
        if path.exists():
            continue
        _write(path, Fernet.generate_key().decode() if name == "field" else secrets.token_urlsafe(48))


def _write(path: Path, text: str) -> None:
    """A new file, its owner's alone. Raises ``FileExistsError``."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def keys_in_use() -> dict[str, str]:
    """From the environment or the data folder, as the service has them."""
    return {
        "secret": str(settings.SECRET_KEY),
        "link": str(settings.LASNA_LINK_KEY),
        "field": str(settings.LASNA_FIELD_KEY),
    }


def save_keys(path: Path) -> None:
    """The keys in use, in one file apart from the backup. A file that exists is never touched."""
    _write(path, json.dumps(keys_in_use(), indent=1) + "\n")


def place_keys(path: Path, data: Path) -> None:
    """The keys of ``save_keys`` into a new data folder. A key that is there already is never touched."""
    (data / "keys").mkdir(parents=True, exist_ok=True)
    for name, key in json.loads(path.read_text()).items():
        if name in NAMES and not (data / "keys" / name).exists():
            _write(data / "keys" / name, key)


def read_key(data: Path, name: str) -> str:
    """From the environment (``LASNA_LINK_KEY``), else from the data folder, else empty."""
    value = os.environ.get(f"LASNA_{name.upper()}_KEY", "")
    if value:
        return value
    path = data / "keys" / name
    return path.read_text().strip() if path.exists() else ""


def fingerprints() -> dict[str, list[str]]:
    """Tell whether a key is the same one, and nothing else about it. The one that seals now comes first."""
    keys = keys_in_use()
    return {name: [_fingerprint(key) for key in keys[name].split(",")] for name in ("link", "field")}


def _fingerprint(key: str) -> str:
    return hmac.new(key.encode(), b"lasna backup", hashlib.sha256).hexdigest()[:16]


def link_token(purpose: str, number: int, version: int) -> str:
    """43 characters, 256 bits: HMAC-SHA256 over what the link is for. Never stored."""
    digest = _digest(f"{purpose}:{number}:{version}")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


PAPER_MARKS = "0123456789abcdefghjkmnpqrstvwxyz"
"""No letter among them is taken for another when it is read from paper: Crockford's 32."""


def paper_token(purpose: str, number: int) -> str:
    """16 characters, 80 bits: short enough to be typed from a letter. Never stored."""
    return "".join(PAPER_MARKS[byte % 32] for byte in _digest(f"{purpose}:{number}")[:16])


def hashed(text: str) -> str:
    """What the database keeps of a token or code: 64 hex characters."""
    return _digest(f"hash:{text}").hex()


def _digest(text: str) -> bytes:
    return hmac.new(settings.LASNA_LINK_KEY.encode(), text.encode(), hashlib.sha256).digest()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.LASNA_FIELD_KEY.split(",")])


def sealed(text: str) -> str:
    """``text`` encrypted with the newest field key."""
    return _fernet().encrypt(text.encode()).decode()


def opened(box: str) -> str:
    """The text of ``sealed``. Raises ``InvalidToken`` when no key fits."""
    return _fernet().decrypt(box.encode()).decode()


__all__ = [
    "InvalidToken",
    "ensure_keys",
    "fingerprints",
    "hashed",
    "keys_in_use",
    "link_token",
    "opened",
    "place_keys",
    "read_key",
    "save_keys",
    "sealed",
]
