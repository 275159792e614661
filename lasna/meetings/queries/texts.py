"""The words of the room app: ``frontend/texts/<language>.json`` as built; the same keys in each."""

import json
from functools import lru_cache

from django.conf import settings

Texts = dict[str, str]
OF_TRYING = "try."
"""Shown by the page for trying alone, which also shows the device steps of the door."""
_DOOR = ("camera.", "sound.", "microphone.", "fix.", "device.", "help.", "unable.", "try_")


@lru_cache
def _texts(language: str) -> Texts:
    path = settings.BASE_DIR / "lasna" / "static_built" / "texts" / f"{language}.json"
    loaded: Texts = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@lru_cache
def texts_of_room(language: str) -> Texts:
    return {key: text for key, text in _texts(language).items() if not key.startswith(OF_TRYING)}


@lru_cache
def texts_of_trying(language: str) -> Texts:
    return {key: text for key, text in _texts(language).items() if key.startswith((OF_TRYING, *_DOOR))}
