"""A trial as ``lasna run`` begins and ends it."""

from collections.abc import Iterator
from contextlib import contextmanager

from lasna.config.supervisor import Child
from lasna.config.trial import told
from lasna.config.trial.helper import write_pages
from lasna.config.trial.setting import Trial, forget_served, note_served

PAGES = "pages.json"


def child(trial: Trial, *, demo: bool) -> Child:
    """The process at the second address."""
    path = trial.folder / PAGES
    write_pages(path, told.pages(trial, demo=demo))
    fd = trial.listener.fileno()
    return Child("trust", ["trust", "--fd", str(fd), "--pages", str(path)], (fd,))


@contextmanager
def served(trial: Trial | None, port: int) -> Iterator[None]:
    """While it runs, commands beside it find its address."""
    if trial is None:
        yield
        return
    note_served(trial, port)
    try:
        yield
    finally:
        forget_served(trial)
