"""What a set-up lacks, and how to mend it: behind ``lasna check`` and ``lasna settings``."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings


@dataclass(frozen=True)
class Finding:
    """``broken``: the service cannot do its work. ``limit``: it works, but one should know."""

    weight: Literal["broken", "limit"]
    what: str
    mend: str

    def text(self) -> str:
        return f"{self.weight.upper():7} {self.what}\n        Mend: {self.mend}"


@dataclass(frozen=True)
class Setting:
    name: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("LASNA_DATA", "folder of keys, uploads and the embedded database"),
    Setting("LASNA_URL", "the address people open; links in messages begin with it"),
    Setting("LASNA_HOSTS", "host names we answer to, with commas"),
    Setting("LASNA_PRODUCTION", "1: no demo organisation, no moved clock"),
    Setting(
        "LASNA_DATABASE_URL",
        "postgresql://user:password@host:port/name; empty: SQLite in the data folder",
        secret=True,
    ),
    Setting("LASNA_REDIS_URL", "carrier between processes; empty: embedded, one web process"),
    Setting("LASNA_STUN_URL", "stun:host:port"),
    Setting("LASNA_TURN_URL", "turn:host:port of the relay; empty: calls work inside one network only"),
    Setting("LASNA_TURN_SECRET", "the secret shared with the relay", secret=True),
    Setting("LASNA_SMTP_URL", "smtp://, smtp+starttls:// or smtps://user:password@host:port", secret=True),
    Setting("LASNA_SECRET_KEY", "signs sessions; empty: from the data folder", secret=True),
    Setting("LASNA_LINK_KEY", "makes the links; empty: from the data folder", secret=True),
    Setting("LASNA_FIELD_KEY", "encrypts sensitive fields; empty: from the data folder", secret=True),
    Setting("LASNA_CLOCK", "moves the clock, in seconds or to an ISO time; refused in production"),
)


def settings_table() -> list[str]:
    """One line a setting. A secret shows only whether it is set."""
    lines = []
    for setting in SETTINGS:
        value = os.environ.get(setting.name, "")
        shown = ("(set)" if value else "") if setting.secret else value
        lines.append(f"{setting.name:20} {shown or '-':32} {setting.meaning}")
    return lines


def findings() -> list[Finding]:
    """Everything that is missing, the broken things first."""
    found = [finding for look in LOOKS if (finding := look()) is not None]
    return sorted(found, key=lambda finding: finding.weight)


def _keys() -> Finding | None:
    if settings.LASNA_LINK_KEY and settings.LASNA_FIELD_KEY:
        return None
    return Finding(
        "broken", "No keys for links and sensitive fields.", "lasna migrate makes them in the data folder."
    )


def _database() -> Finding | None:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return Finding(
            "broken", f"The database does not answer: {error}", "Start it, or correct LASNA_DATABASE_URL."
        )
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("broken", f"The database lacks {len(waiting)} migrations.", "lasna migrate")
    return None


def _frontend() -> Finding | None:
    if (settings.BASE_DIR / "lasna" / "static_built" / "manifest.json").exists():
        return None
    return Finding("broken", "The room app and the pages' scripts are not built.", "make run builds them.")


def _catalogues() -> Finding | None:
    from lasna.config import translations

    missing = [path for path in translations.catalogues() if not path.with_suffix(".mo").exists()]
    if not missing:
        return None
    return Finding("broken", "The translations are not compiled.", "lasna translations compile")


def _redis() -> Finding | None:
    if not settings.LASNA_REDIS_URL:
        return None
    import redis

    try:
        redis.Redis.from_url(settings.LASNA_REDIS_URL, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        return Finding("broken", f"Redis does not answer: {error}", "Start it, or correct LASNA_REDIS_URL.")
    return None


def _relay() -> Finding | None:
    if not settings.LASNA_TURN_URL:
        return Finding(
            "limit",
            "No relay: calls work inside one network only, and people in a call see each other's address.",
            "Install coturn and set LASNA_TURN_URL and LASNA_TURN_SECRET.",
        )
    if not settings.LASNA_TURN_SECRET:
        return Finding(
            "broken", "A relay without its secret.", "Set LASNA_TURN_SECRET to coturn's static-auth-secret."
        )
    return None


def _mail_server() -> Finding | None:
    from lasna.correspondence.adapters import SmtpMail

    mend = "Set LASNA_SMTP_URL=smtp+starttls://user:password@host:587"
    if not settings.LASNA_SMTP_URL:
        return Finding(
            "broken" if settings.LASNA_PRODUCTION else "limit",
            "No mail server: e-mails reach the mailbox page of a demo organisation and nobody else.",
            mend,
        )
    try:
        SmtpMail(settings.LASNA_SMTP_URL)
    except ValueError:
        return Finding("broken", "LASNA_SMTP_URL is not the address of a mail server.", mend)
    return None


def _sms_gateway() -> Finding:
    return Finding(
        "limit",
        "This version has no SMS gateway: text messages reach the mailbox page of a demo organisation alone.",
        "Send invitations by e-mail; read the code aloud by phone, or let the link itself in.",
    )


def _address() -> Finding | None:
    if settings.LASNA_URL.startswith("https://"):
        return None
    return Finding(
        "broken" if settings.LASNA_PRODUCTION else "limit",
        f"{settings.LASNA_URL} is not https: browsers give camera and microphone on this machine only.",
        "Put a proxy with a certificate in front and set LASNA_URL=https://…",
    )


LOOKS: tuple[Callable[[], Finding | None], ...] = (
    _keys,
    _database,
    _frontend,
    _catalogues,
    _redis,
    _relay,
    _mail_server,
    _sms_gateway,
    _address,
)
