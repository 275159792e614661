"""A small disk that can be filled: a tmpfs in a mount namespace of its own, gone with its holder."""

import os
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from lasna.tests.stack import MissingProgram, program

PATIENCE = 10.0
_HOLD = 'mount -t tmpfs -o size="$1",mode=755 tmpfs "$2" && exec sleep infinity'


class SmallDisk:
    """``inside``: its folder, for programs started with ``enter``. ``outside``: the same, for the test."""

    def __init__(self, *, megabytes: int) -> None:
        if os.getuid() != 0:
            raise MissingProgram("Only root may mount the small disk that this test fills. Run it as root.")
        # Not in pytest's folder, which is closed to PostgreSQL's own user.
        self.inside = Path(tempfile.mkdtemp(prefix="lasna-disk-"))
        self.inside.chmod(0o755)
        words = ["unshare", "--mount", "--propagation", "private", "--", "sh", "-c", _HOLD]
        self._holder = subprocess.Popen(
            [program("setpriv"), "--pdeathsig=KILL", "--", *words, "sh", f"{megabytes}m", str(self.inside)],
            stdin=subprocess.DEVNULL,
        )
        self._until_mounted()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._holder.kill()
        self._holder.wait()
        self.inside.rmdir()

    @property
    def enter(self) -> list[str]:
        """Words before a command that shall see the disk."""
        return [program("nsenter"), f"--mount=/proc/{self._holder.pid}/ns/mnt", "--"]

    @property
    def outside(self) -> Path:
        return Path(f"/proc/{self._holder.pid}/root{self.inside}")

    def fill(self) -> None:
        """To the last byte."""
        with (self.outside / "ballast").open("ab", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def free(self) -> None:
        (self.outside / "ballast").unlink(missing_ok=True)

    def _until_mounted(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not os.path.ismount(self.outside):
            if self._holder.poll() is not None:
                raise MissingProgram("This machine lets nobody mount: the test of the full disk needs that.")
            if time.monotonic() > deadline:
                raise TimeoutError(self.outside)
            time.sleep(0.02)
