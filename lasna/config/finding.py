"""One thing that a set-up lacks."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``broken``: the service cannot do its work. ``limit``: it works, but one should know."""

    weight: Literal["broken", "limit"]
    what: str
    mend: str

    def text(self) -> str:
        return f"{self.weight.upper():7} {self.what}\n        Mend: {self.mend}"
