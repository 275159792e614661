"""Every setting of the installation, one row each. docs/operate.md shows the same rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from lasna.config.environment import kinds

T = TypeVar("T")
SMTP = "smtp://, smtp+starttls:// or smtps://user:password@host:port"


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One environment variable. ``when_empty`` says in words what ``default`` does."""

    name: str
    kind: kinds.Kind[T]
    default: T
    meaning: str
    when_empty: str
    secret: bool = False


DATA = Setting(
    "LASNA_DATA",
    kinds.FOLDER,
    Path("data").resolve(),
    "folder of keys, uploads and the embedded database; `--data` does the same",
    "`data`",
)
URL = Setting(
    "LASNA_URL",
    kinds.WEB_ADDRESS,
    "http://localhost:8000",
    "the address people open; links in messages begin with it",
    "`http://localhost:8000`, or the port of `lasna run`; its own address with `--https`",
)
HOSTS = Setting(
    "LASNA_HOSTS",
    kinds.HOSTS,
    ("localhost", "127.0.0.1", "[::1]"),
    "host names we answer to, with commas",
    "this machine, with `lasna run --host` its private addresses too; the host of `LASNA_URL` always",
)
PRODUCTION = Setting(
    "LASNA_PRODUCTION",
    kinds.SWITCH,
    False,  # noqa: FBT003 - the default of the row
    "`1`: real people; unsafe settings are refused at start",
    "for trying",
)
PROXIES = Setting(
    "FORWARDED_ALLOW_IPS",
    kinds.PROXIES,
    ("127.0.0.1", "::1"),
    "proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed",
    "this machine",
)
DATABASE_URL = Setting(
    "LASNA_DATABASE_URL",
    kinds.DATABASE,
    "",
    "`postgresql://user:password@host:port/name` (15 or newer; `?sslmode=verify-full` over a network); "
    "`postgresql:///name`: this machine's, by its socket, without a password",
    "SQLite in the data folder",
    secret=True,
)
REDIS_URL = Setting(
    "LASNA_REDIS_URL",
    kinds.address_of("redis", "rediss", looks_like="redis://host:port/0, or rediss:// with TLS"),
    "",
    "`redis://host:port/0`: hints between processes",
    "embedded: one web process",
    secret=True,
)
STUN_URL = Setting(
    "LASNA_STUN_URL",
    kinds.relays("stun", "stuns", looks_like="stun:host:port"),
    (),
    "`stun:host:port`",
    "none",
)
TURN_URL = Setting(
    "LASNA_TURN_URL",
    kinds.relays("turn", "turns", looks_like="turn:host:port or turns:host:port, several with commas"),
    (),
    "`turn:host:port` of the relay; several with commas",
    "calls inside one network only",
)
TURN_SECRET = Setting(
    "LASNA_TURN_SECRET", kinds.TEXT, "", "the secret shared with the relay", "no relay", secret=True
)
JANUS_URL = Setting(
    "LASNA_JANUS_URL",
    kinds.JANUSES,
    (),
    "`unix:/run/lasna-janus/janus.sock`, or `wss://host:port` on another machine; several with commas",
    "three and four send to each other, more do not meet",
)
JANUS_SECRET = Setting(
    "LASNA_JANUS_SECRET", kinds.TOKEN, "", "the secret shared with Janus", "no Janus", secret=True
)
SMTP_URL = Setting(
    "LASNA_SMTP_URL",
    kinds.address_of("smtp", "smtp+starttls", "smtps", looks_like=SMTP),
    "",
    "`smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`",
    "mails reach the demo's mailbox alone",
    secret=True,
)
SMS_URL = Setting(
    "LASNA_SMS_URL",
    kinds.address_of("https", "http", looks_like="https://host/path, or https://user:password@host/path"),
    "",
    "`https://host/path` of the SMS gateway; `user:password@` where it asks for them",
    "text messages reach the demo's mailbox alone",
    secret=True,
)
SMS_DIALECT = Setting(
    "LASNA_SMS_DIALECT",
    kinds.one_of("json", "form", "46elks", "gatewayapi"),
    "json",
    "how the gateway wants to be asked: `json`, `form`, `46elks` or `gatewayapi` (see Text messages)",
    "`json`",
)
SMS_TOKEN = Setting(
    "LASNA_SMS_TOKEN",
    kinds.TEXT,
    "",
    "the gateway's token",
    "user and password of the address",
    secret=True,
)
SMS_RECEIPT_TOKEN = Setting(
    "LASNA_SMS_RECEIPT_TOKEN",
    kinds.LINK_TOKEN,
    "",
    "the secret in the address where the gateway tells what became of a message: `/sms-receipts/` and this",
    "what the operator could not deliver looks sent",
    secret=True,
)
OIDC_HOSTS = Setting(
    "LASNA_OIDC_HOSTS",
    kinds.HOSTS,
    (),
    "hosts of organisations' sign-in (OIDC) that may be inside your own network, with commas",
    "in production, such hosts are public ones alone",
)
CALENDAR_HOSTS = Setting(
    "LASNA_CALENDAR_HOSTS",
    kinds.HOSTS,
    (),
    "hosts of advisers' own calendars that may be inside your own network, with commas",
    "such hosts are public ones alone",
)
HEALTH_TOKEN = Setting(
    "LASNA_HEALTH_TOKEN",
    kinds.TOKEN,
    "",
    "whoever sends it as bearer is told the reasons at `/health`",
    "nobody is told",
    secret=True,
)
METRICS_TOKEN = Setting(
    "LASNA_METRICS_TOKEN",
    kinds.TOKEN,
    "",
    "whoever sends it as bearer is given the figures at `/metrics`",
    "there is no such page",
    secret=True,
)
LOG = Setting(
    "LASNA_LOG",
    kinds.one_of("text", "json"),
    "text",
    "how log lines look: `text` for a screen, `json` for a program",
    "`text`",
)
SECRET_KEY = Setting(
    "LASNA_SECRET_KEY", kinds.TEXT, "", "signs sessions", "made at the first start, in `keys/`", secret=True
)
LINK_KEY = Setting(
    "LASNA_LINK_KEY",
    kinds.TEXT,
    "",
    "makes links and codes",
    "made at the first start, in `keys/`",
    secret=True,
)
FIELD_KEY = Setting(
    "LASNA_FIELD_KEY",
    kinds.FIELD_KEYS,
    "",
    "encrypts fields; a second one after a comma still opens what it sealed",
    "made at the first start, in `keys/`",
    secret=True,
)
CLOCK = Setting(
    "LASNA_CLOCK",
    kinds.CLOCK,
    "",
    "moves the clock, in seconds or to an ISO time, for trying",
    "real time",
)
SETUP_PASSWORD = Setting(
    "LASNA_SETUP_PASSWORD",
    kinds.TEXT,
    "",
    "the first administrator's password, for scripts; read by `lasna setup` alone",
    "it is asked",
    secret=True,
)

SETTINGS: tuple[Setting[Path] | Setting[str] | Setting[bool] | Setting[tuple[str, ...]], ...] = (
    DATA,
    URL,
    HOSTS,
    PRODUCTION,
    PROXIES,
    DATABASE_URL,
    REDIS_URL,
    STUN_URL,
    TURN_URL,
    TURN_SECRET,
    JANUS_URL,
    JANUS_SECRET,
    SMTP_URL,
    SMS_URL,
    SMS_DIALECT,
    SMS_TOKEN,
    SMS_RECEIPT_TOKEN,
    OIDC_HOSTS,
    CALENDAR_HOSTS,
    HEALTH_TOKEN,
    METRICS_TOKEN,
    LOG,
    SECRET_KEY,
    LINK_KEY,
    FIELD_KEY,
    CLOCK,
    SETUP_PASSWORD,
)
