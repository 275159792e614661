"""The ``lasna`` command. Each command reads its arguments and calls one function."""

import argparse
import contextlib
import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], int]
SETUP = ("organisation", "office", "zone", "language", "email", "name")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")


def _say(text: str) -> None:
    print(text, flush=True)


def _say_or_not(text: str) -> None:
    """For the supervisor, which must outlive a full disk under its log."""
    with contextlib.suppress(OSError):
        _say(text)


def _data(options: argparse.Namespace) -> Path:
    return Path(options.data or os.environ.get("LASNA_DATA") or "data").resolve()


def _django(options: argparse.Namespace, *, keys: bool = True) -> None:
    """Make the data folder and its keys, then load Django. Imports of models come after this."""
    data = _data(options)
    (data / "static").mkdir(parents=True, exist_ok=True)
    os.environ["LASNA_DATA"] = str(data)
    port = getattr(options, "port", None)
    if port is not None:
        os.environ.setdefault("LASNA_URL", f"http://localhost:{port}")
    from lasna.kernel.keys import ensure_keys

    if keys:
        ensure_keys(data)
    import django

    django.setup()


def _may_serve() -> bool:
    from lasna.config import start_check

    return start_check.may_serve(_say)


def run(options: argparse.Namespace) -> int:
    """Serve: web and worker under one supervisor, the database brought up to date first."""
    from lasna.config import running

    return running.run(options, data=_data(options), load=lambda: _django(options), say=_say_or_not)


def web(options: argparse.Namespace) -> int:
    """One web process: pages and sockets."""
    gc.disable()  # until all is there (asgi.py): what is loaded stays, and was looked through again and again
    _django(options)
    if options.fd is None and not _may_serve():  # with --fd the supervisor has asked
        return 1
    import socket

    import uvicorn
    from django.conf import settings as installed

    from lasna.config.serving import Server

    if options.tls:
        installed.LASNA_TRIAL_TLS = True
    config = uvicorn.Config(
        "lasna.config.asgi:application",
        host=options.host,
        port=options.port,
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=5.0,  # a browser that died without a word is noticed in 8 to 13 seconds
        ws_ping_timeout=8.0,
        lifespan="on",
        log_config=None,
        access_log=False,  # addresses hold link tokens
        server_header=False,
        forwarded_allow_ips=list(installed.LASNA_PROXIES),
        timeout_graceful_shutdown=3,
        ssl_certfile=options.tls and options.tls / "web.pem",
        ssl_keyfile=options.tls and options.tls / "web.key",
    )
    sockets = [socket.socket(fileno=options.fd)] if options.fd is not None else None
    Server(config).run(sockets=sockets)
    return 0


def trust(options: argparse.Namespace) -> int:
    """Serve the trial certificate and how to trust it, beside `lasna run --https`."""
    from lasna.config.trial import helper

    helper.serve(fd=options.fd, path=options.pages)
    return 0


def worker(options: argparse.Namespace) -> int:
    """One worker process: the outbox, due rows, clearing away."""
    _django(options)
    if not options.supervised and not _may_serve():
        return 1
    from lasna.config import worker as work

    return work.run()


def media_start(options: argparse.Namespace) -> int:
    """Start Janus and a relay in the foreground, hardened as servers have them, for trying and for tests."""
    from lasna.config.media import start

    return start.run(options, _say_or_not)


def migrate(options: argparse.Namespace) -> int:
    """Bring the database up to date."""
    _django(options)
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    return 0


def setup(options: argparse.Namespace) -> int:
    """Make an organisation, its first office and administrator. Asks what is not given."""
    _django(options)
    from django.core.management import call_command

    from lasna.config import setup as setting_up

    call_command("migrate", interactive=False, verbosity=0)
    given = {name: getattr(options, name) for name in SETUP if getattr(options, name)}
    given["password"] = os.environ.get("LASNA_SETUP_PASSWORD", "")
    return setting_up.run(given, _say)


def check(options: argparse.Namespace) -> int:
    """Tell what this set-up lacks and how to mend it. Status 1 when something is broken."""
    _django(options, keys=False)
    from lasna.config import setup_check

    findings = setup_check.findings()
    for finding in findings:
        _say(finding.text())
    if not findings:
        _say("Nothing is missing.")
    return int(any(finding.weight == "broken" for finding in findings))


def settings(options: argparse.Namespace) -> int:
    """List the settings of the installation: name, value, meaning. Secrets stay hidden."""
    if options.data:
        os.environ["LASNA_DATA"] = options.data
    from lasna.config import environment

    for line in (*environment.listed(os.environ), *environment.unknown(os.environ)):
        _say(line)
    environment.read(os.environ)
    return 0


def demo_meeting(options: argparse.Namespace) -> int:
    """Create a meeting that starts now, for trying and for outside tests."""
    _django(options)
    from lasna.config import demo
    from lasna.config.trial.setting import served_at

    made = demo.meeting(origin=served_at(_data(options), options.port) or f"http://localhost:{options.port}")
    _say(json.dumps(made) if options.json else "\n".join(f"{name}: {value}" for name, value in made.items()))
    return 0


def seed(options: argparse.Namespace) -> int:
    """Fill the demo organisation for trying and measuring: offices, staff, clients, a year of contacts."""
    _django(options)
    from django.core.management import call_command

    from lasna.config import seed as seeding

    call_command("migrate", interactive=False, verbosity=0)
    size = seeding.Size(
        options.offices, options.staff, options.clients, options.contacts_per_client, options.seed
    )
    try:
        told = seeding.seed(size, organisation_id=options.organisation, say=_say)
    except seeding.Refused as refusal:
        _say(str(refusal))
        return 1
    _say("\n".join(told))
    return 0


def audit_verify(options: argparse.Namespace) -> int:
    """Check the chain of who looked. Status 1 and the first broken row when somebody changed it."""
    _django(options)
    from lasna.kernel.audit import verify

    broken = [(chain, row) for chain, row in verify.verify_all() if row is not None]
    for chain, row in broken:
        _say(f"Chain {chain}: broken at row {row}.")
    if not broken:
        _say("Every chain is whole.")
    return int(bool(broken))


def single_sign_on_off(options: argparse.Namespace) -> int:
    """Switch an organisation's single sign-on off: people sign in with a password again."""
    _django(options)
    from lasna.config import single_sign_on

    return single_sign_on.switch_off(options.organisation, _say)


def backup(options: argparse.Namespace) -> int:
    """Write database and uploads to FILE while the service works; or, with --verify, look FILE through."""
    from lasna.config.keeping import told

    if options.verify:
        return told.of_a_bad_file(_say, lambda: told.verify(options.file, _say))
    if options.keys and options.keys.exists():
        _say(f"{options.keys} exists already. Name a new file for the keys.")
        return 1
    _django(options)
    return told.of_a_bad_file(_say, lambda: told.save(options.file, options.keys, options.erased, _say))


def restore(options: argparse.Namespace) -> int:
    """Bring FILE back into an empty database and data folder. Status 1 and the reason when it cannot be."""
    from lasna.config.keeping import told

    return told.of_a_bad_file(
        _say, lambda: told.restore(options, _say, lambda: _django(options, keys=options.new_keys))
    )


def translations_compile(options: argparse.Namespace) -> int:
    """Write the compiled catalogues. Needs no gettext."""
    from lasna.config import translations

    for path in translations.compile_all():
        _say(f"compiled {path}")
    return 0


def translations_check(options: argparse.Namespace) -> int:
    """Name every text that lacks Finnish, Swedish or English."""
    _django(options, keys=False)
    from lasna.config import translations

    problems = translations.problems()
    for problem in problems:
        _say(problem)
    _say(f"translations: {len(problems)} problems" if problems else "translations: complete")
    return int(bool(problems))


def manage(options: argparse.Namespace) -> int:
    """Django's own commands."""
    _django(options, keys=False)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lasna manage", *options.arguments])
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(
        prog="lasna",
        description="Läsnä: meet clients by video, phone and chat. Data is in --data, LASNA_DATA or ./data.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serving(commands)
    _add_media(commands)
    _add(commands, "migrate", migrate)
    _add_setup(commands)
    _add(commands, "check", check)
    _add(commands, "settings", settings)
    meeting = _add(_group(commands, "demo", "demo meeting: things to try with"), "meeting", demo_meeting)
    meeting.add_argument("--json", action="store_true", help="one JSON object")
    meeting.add_argument("--port", type=int, default=8000, help="the port of the running service")
    _seed_arguments(_add(commands, "seed", seed))
    _add(_group(commands, "audit", "audit verify: the record of who looked"), "verify", audit_verify)
    _add_single_sign_on(commands)
    _add_keeping(commands)
    _add_translations(commands)
    django = _add(commands, "manage", manage)
    django.add_argument("arguments", nargs=argparse.REMAINDER)
    return top


def _add_translations(commands: Commands) -> None:
    texts = _group(commands, "translations", "translations compile, translations check")
    _add(texts, "compile", translations_compile)
    _add(texts, "check", translations_check)


def _add_single_sign_on(commands: Commands) -> None:
    group = _group(commands, "single-sign-on", "single-sign-on off: when an issuer lets nobody in")
    off = _add(group, "off", single_sign_on_off)
    off.add_argument("--organisation", required=True, metavar="NAME", help="its name or number")


def _add_keeping(commands: Commands) -> None:
    saving = _add(commands, "backup", backup)
    saving.add_argument("file", type=Path, metavar="FILE")
    saving.add_argument("--verify", action="store_true", help="read FILE through instead of writing it")
    saving.add_argument("--keys", type=Path, metavar="FILE", help="write the keys, to a file of their own")
    saving.add_argument("--erased", type=Path, metavar="FILE", help="write the list of the erased anew")
    bringing = _add(commands, "restore", restore)
    bringing.add_argument("file", type=Path, metavar="FILE")
    bringing.add_argument("--keys", type=Path, metavar="FILE", help="the keys, as backup --keys wrote them")
    bringing.add_argument("--new-keys", action="store_true", help="the keys are lost: go on without them")
    bringing.add_argument("--erased", type=Path, metavar="FILE", help="the list of the erased")
    bringing.add_argument("--without-erased", action="store_true", help="nobody was erased, or it is lost")


def _add_serving(commands: Commands) -> None:
    serving = _add(commands, "run", run)
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--https", action="store_true", help="by a certificate of its own, for trying")
    serving.add_argument("--demo", action="store_true", help="load the demo organisation, if not there yet")
    one_web = _add(commands, "web", web)
    one_web.add_argument("--port", type=int, default=None)
    one_web.add_argument("--host", default="127.0.0.1")
    one_web.add_argument("--fd", type=int, default=None, help="an inherited listening socket instead")
    one_web.add_argument("--tls", type=Path, default=None, help=argparse.SUPPRESS)
    helper = _add(commands, "trust", trust)
    helper.add_argument("--fd", type=int, required=True)
    helper.add_argument("--pages", type=Path, required=True)
    one_worker = _add(commands, "worker", worker)
    one_worker.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)


def _add_media(commands: Commands) -> None:
    starting = _add(
        _group(commands, "media", "media start: Janus and a relay, for trying"), "start", media_start
    )
    starting.add_argument(
        "--address", help="IPv4 address for media; otherwise the one of this machine's network"
    )
    starting.add_argument("--port", type=int, default=3478, help="of the relay; 0 for any that is free")
    starting.add_argument("--folder", type=Path, metavar="DIR", help="for files and logs, which then stay")
    starting.add_argument("--json", action="store_true", help="say the settings as one JSON object")


def _add_setup(commands: Commands) -> None:
    setting_up = _add(commands, "setup", setup)
    for name in SETUP:
        setting_up.add_argument(f"--{name}", metavar=name.upper())


def _seed_arguments(seeding: argparse.ArgumentParser) -> None:
    seeding.add_argument("--offices", type=int, default=4)
    seeding.add_argument("--staff", type=int, default=40)
    seeding.add_argument("--clients", type=int, default=1000)
    seeding.add_argument("--contacts-per-client", type=float, default=6, help="a year, on average")
    seeding.add_argument("--seed", type=int, default=7, help="the same number draws the same people")
    seeding.add_argument("--organisation", type=int, default=None, help="another demo organisation's number")


def _group(commands: Commands, name: str, text: str) -> Commands:
    return commands.add_parser(name, help=text).add_subparsers(metavar="COMMAND", required=True)


def _add(commands: Commands, name: str, act: Run) -> argparse.ArgumentParser:
    text = act.__doc__ or ""
    added = commands.add_parser(name, help=text, description=text)
    added.add_argument("--data", default=None, metavar="DIR", help="data folder")
    added.set_defaults(act=act)
    return added


def main(argv: Sequence[str] | None = None) -> int:
    options = parser().parse_args(argv)
    act: Run = options.act
    return act(options)


if __name__ == "__main__":
    sys.exit(main())
