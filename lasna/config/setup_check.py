"""What a set-up lacks, and how to mend it: behind ``lasna check``."""

from collections.abc import Callable

from django.conf import settings

from lasna.config import start_check
from lasna.config.finding import Finding
from lasna.config.media import check as media


def findings() -> list[Finding]:
    """Everything that is missing, the broken things first."""
    found = [finding for look in LOOKS if (finding := look()) is not None]
    found += [Finding("broken", refusal.what, refusal.mend) for refusal in start_check.refusals()]
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


def _mail_server() -> Finding | None:
    if settings.LASNA_SMTP_URL or settings.LASNA_PRODUCTION:  # production refuses to start without
        return None
    return Finding(
        "limit",
        "No mail server: e-mails reach the mailbox page of a demo organisation and nobody else.",
        "Set LASNA_SMTP_URL=smtp+starttls://user:password@host:587",
    )


def _sms_gateway() -> Finding | None:
    """Connects, certificate and all, and sends nothing."""
    from lasna.correspondence.adapters.sms import HttpSms

    if not settings.LASNA_SMS_URL:
        return Finding(
            "limit",
            "No SMS gateway: text messages reach the mailbox page of a demo organisation alone.",
            "Set LASNA_SMS_URL; until then read the code aloud by phone, or let the link itself in.",
        )
    name = settings.LASNA_SMS_DIALECT
    gateway = HttpSms(settings.LASNA_SMS_URL, dialect=name, token=settings.LASNA_SMS_TOKEN)
    if gateway.dialect.lacks(gateway.account):
        by_user = gateway.dialect.wants == "user"
        mend = "Set LASNA_SMS_URL=https://user:password@…" if by_user else "Set LASNA_SMS_TOKEN."
        return Finding("broken", f"The SMS gateway ({name}) will not know us: no credentials.", mend)
    connection = gateway.connection()
    try:
        connection.connect()
    except OSError as error:
        what = f"The SMS gateway does not answer: {error.strerror or type(error).__name__}"
        return Finding("broken", what, "Correct LASNA_SMS_URL, or ask those who run the gateway.")
    finally:
        connection.close()
    if settings.LASNA_SMS_RECEIPT_TOKEN:
        return None
    return Finding(
        "limit",
        "No receipts of text messages: one that the operator could not deliver looks sent.",
        "Set LASNA_SMS_RECEIPT_TOKEN (openssl rand -hex 32), and see docs/operate.md, Text messages.",
    )


def _paper() -> Finding | None:
    """Loads what makes letters, in the process that makes them."""
    from lasna.kernel.paper import lacking

    lacks = lacking()
    if not lacks:
        return None
    return Finding(
        "limit",
        f"Letters cannot be made, this machine lacks {lacks}; e-mails and text messages go as before.",
        "See docs/operate.md, Letters: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
    )


def _address() -> Finding | None:
    from lasna.config.trial.setting import served_at

    if url := served_at(settings.LASNA_DATA):
        return _trial(url)
    if settings.LASNA_URL.startswith("https://") or settings.LASNA_PRODUCTION:
        return None
    return Finding(
        "limit",
        f"{settings.LASNA_URL} is not https: browsers give camera and microphone on this machine only.",
        "Put a proxy with a certificate in front and set LASNA_URL=https://…",
    )


def _trial(url: str) -> Finding:
    from lasna.config.trial import certificates
    from lasna.config.trial.setting import FOLDER

    shown = certificates.certificate_of(settings.LASNA_DATA / FOLDER)
    until = f"{shown.not_valid_after_utc:%Y-%m-%d}" if shown else "an unknown day"
    return Finding(
        "limit",
        f"{url} has TLS by the trial certificate of this data folder, valid until {until}: only devices that "
        "were told to trust it do.",
        "For people: a proxy with a real certificate in front (deploy/), and LASNA_URL=https://…",
    )


LOOKS: tuple[Callable[[], Finding | None], ...] = (
    _keys,
    _database,
    _frontend,
    _catalogues,
    _redis,
    media.relay,
    media.janus,
    _mail_server,
    _sms_gateway,
    _paper,
    _address,
)
