"""A page of HTML becomes a tagged PDF, in a process of its own.

WeasyPrint and Pango are large, and Pango is C: a page that takes too long, eats the memory or brings them
down takes nothing else with it. The process gets the page and no more: neither keys nor settings, no network,
no file.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from lasna.kernel.paper.program import LACKS, MISSING

PROGRAM = Path(__file__).with_name("program.py")
SECONDS = 20
LONGEST = 200_000
"""Characters of a page, pictures in it included."""
AT_ONCE = BoundedSemaphore(2)
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


class TooMuch(Exception):  # what it is, not that it is an error
    """The page takes more than a letter may."""


class Busy(Exception):
    """Others are being printed; later it goes."""


class Lacking(Exception):
    """This machine cannot print."""


def printed(html: str) -> bytes:
    """The page as PDF/UA. Raises the three above."""
    if len(html) > LONGEST:
        raise TooMuch
    if not AT_ONCE.acquire(timeout=SECONDS):
        raise Busy
    try:
        done = _run("print", html)
    except subprocess.TimeoutExpired as error:
        raise TooMuch from error
    finally:
        AT_ONCE.release()
    if done.returncode == MISSING:
        raise Lacking
    if done.returncode < 0:  # a limit of the system ended it
        raise TooMuch
    if done.returncode != 0:
        raise RuntimeError(f"no letter: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


@cache
def lacking() -> str:
    """What this machine lacks to make letters, for who runs it; empty: nothing. Asked once a process."""
    try:
        done = _run("look", "")
    except subprocess.TimeoutExpired:
        return LACKS
    return done.stdout.decode(errors="replace").strip() if done.returncode else ""


def _run(what: str, html: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-I", str(PROGRAM), what]
    return subprocess.run(  # noqa: S603  # our own program, its page by stdin
        command, input=html.encode(), capture_output=True, timeout=SECONDS, env=ENVIRONMENT, check=False
    )
