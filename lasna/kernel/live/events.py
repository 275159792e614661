"""Events: past-tense classes, stored with their number; and the registry that knows them all."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from lasna.policy import Standing

EVENTS: dict[str, type["Event"]] = {}
EVERYBODY = frozenset(Standing)


class Event(BaseModel):
    """Something that happened in a room. Subclasses declare ``type`` as a ``Literal`` with a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heard_by: ClassVar[frozenset[Standing]] = EVERYBODY
    """Standings that are told; others see a numbered blank, so that nobody sees a gap."""
    changes_standing: ClassVar[bool] = False
    """After it a screen's rights are asked anew, and it gets a fresh ``welcome``."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        EVENTS[cls.model_fields["type"].default] = cls

    @classmethod
    def type_name(cls) -> str:
        name: str = cls.model_fields["type"].default
        return name
