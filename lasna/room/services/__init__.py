"""What happens to seats, and by which way those who sit in them see and hear each other."""

from lasna.room.services.gatherings import (
    KeptLeg,
    Way,
    claim_leg,
    drop_leg,
    end_gathering,
    go_on_without,
    keep_leg,
    part,
    part_the_few,
    take_legs,
    way_of,
)
from lasna.room.services.seats import (
    GHOST_AFTER,
    get_up,
    give_up_ghosts,
    keep_seats,
    leave,
    lose_right,
    share_screen,
    sit,
    tell_devices,
)

__all__ = [
    "GHOST_AFTER",
    "KeptLeg",
    "Way",
    "claim_leg",
    "drop_leg",
    "end_gathering",
    "get_up",
    "give_up_ghosts",
    "go_on_without",
    "keep_leg",
    "keep_seats",
    "leave",
    "lose_right",
    "part",
    "part_the_few",
    "share_screen",
    "sit",
    "take_legs",
    "tell_devices",
    "way_of",
]
