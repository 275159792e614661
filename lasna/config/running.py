"""Behind ``lasna run``: what is made ready, what is said, which processes are kept. Django is loaded late."""

import argparse
from collections.abc import Callable
from pathlib import Path

from lasna.config import supervisor
from lasna.config.trial import setting
from lasna.config.trial.setting import Trial

Say = Callable[[str], None]


def run(options: argparse.Namespace, *, data: Path, load: Callable[[], None], say: Say) -> int:
    """Until it is told to end. Status 1, with the reason said, when it cannot begin."""
    try:
        listener = supervisor.listen(options.host, options.port)
    except OSError as error:
        say(f"Cannot listen on {options.host} port {options.port}: {error.strerror}. Choose another: --port")
        return 1
    options.port = listener.getsockname()[1]
    options.also_at = setting.answer_own_names(options.host)
    try:
        trial = setting.prepare(options.host, options.port, data) if options.https else None
    except setting.Untryable as refusal:
        say(str(refusal))
        return 1
    load()
    if not _made_ready(options, say):
        return 1
    say("\n".join(_where_to_go(options, trial)))
    return _keep(options, listener.fileno(), trial, say)


def _made_ready(options: argparse.Namespace, say: Say) -> bool:
    """The database up to date, and nothing unsafe."""
    from django.conf import settings as installed
    from django.core.management import call_command

    from lasna.config import start_check

    if options.demo and installed.LASNA_PRODUCTION:
        say("A production service has no demo organisation. Leave out --demo, or unset LASNA_PRODUCTION.")
        return False
    call_command("migrate", interactive=False, verbosity=0)
    if not start_check.may_serve(say):
        return False
    if options.demo:
        from lasna.config import demo

        demo.load()
    return True


def _where_to_go(options: argparse.Namespace, trial: Trial | None) -> list[str]:
    from django.conf import settings as installed

    lines = [f"Läsnä is at {installed.LASNA_URL}/   (data in {installed.LASNA_DATA})"]
    if options.demo:
        from lasna.config import demo

        lines += demo.welcome()
    if trial:
        from lasna.config.trial import told

        lines += told.lines(trial)
    elif options.also_at:
        lines += [
            f"On the same network: http://{options.also_at[0]}:{options.port}/",
            "  Without camera and microphone: browsers want https for them. To try that: make run HTTPS=1",
        ]
    return [*lines, "Ctrl-C ends it."]


def _keep(options: argparse.Namespace, fd: int, trial: Trial | None, say: Say) -> int:
    from django.db import connections

    from lasna.config.trial import serving

    web = ["web", "--fd", str(fd), *(["--tls", str(trial.folder)] if trial else [])]
    children = [
        supervisor.Child("web", web, (fd,)),
        supervisor.Child("worker", ["worker", "--supervised"]),
    ]
    if trial:
        children.append(serving.child(trial, demo=options.demo))
    connections.close_all()
    with serving.served(trial, options.port):
        return supervisor.Supervisor(children, say).run()
