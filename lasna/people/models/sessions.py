"""Django's sessions in a table of ours, so that people see where they are signed in, and end it."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_moments
from lasna.people.models.staff import Person

WAY, DEVICE, BEGAN = "signed_in_by", "device", "signed_in_at"
"""Kept in the session's data, from where each save copies them into columns."""


class BrowserSession(AbstractBaseSession):
    """One browser. ``person`` is empty until somebody has signed in. No addresses are kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    way = models.CharField(max_length=10, blank=True)
    """How: ``password``, ``passkey``, ``oidc``, ``link``."""
    device = models.CharField(max_length=60, blank=True)
    """Browser and system in words: "Firefox, Windows"."""
    began_at = models.DateTimeField(default=clock.now)
    active_at = models.DateTimeField(default=clock.now)
    """When the person last did something; to the minute."""
    locked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "expire_date"])]

    def save(self, *args: Any, **options: Any) -> None:
        """A save of the data leaves the rest alone: a request on its way must not undo a lock."""
        if options.get("force_update"):
            options["update_fields"] = ["session_data", "expire_date", "person", "way", "device", "began_at"]
        super().save(*args, **options)

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


class SessionStore(DatabaseStore):
    """Named by ``SESSION_ENGINE``. Keeps the row it was read from: a page needs no second look."""

    row: BrowserSession | None = None
    _kept = Kept(
        lambda key, at: BrowserSession.objects.filter(session_key=key, expire_date__gt=at),
        "a key",
        *some_moments(1),
    )

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def _get_session_from_db(self) -> BrowserSession | None:
        self.row = self._kept.first(self.session_key, timezone.now())
        if self.row is None:
            self._session_key = None
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        made: BrowserSession = super().create_model_instance(data)  # type: ignore[assignment]  # of our class
        made.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        made.way = data.get(WAY, "")
        made.device = data.get(DEVICE, "")
        if BEGAN in data:
            made.began_at = datetime.fromisoformat(data[BEGAN])
        return made
