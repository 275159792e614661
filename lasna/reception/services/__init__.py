"""What people do at a reception: one transaction each. Its row is the lock of its queue; an adviser's desk is
locked before it."""

from lasna.reception.services.beginning import NewVisitor, begin, begin_with_new, come_in
from lasna.reception.services.forgetting import forget_visitors
from lasna.reception.services.queue import Told, change_way, heard, join, leave, settle, settle_all
from lasna.reception.services.running import (
    DayWish,
    HourWish,
    ReceptionWish,
    add_day,
    add_hours,
    remove_day,
    remove_hours,
    say_open,
    set_up,
)
from lasna.reception.services.serving import Deed, keep, not_here, put_back, serve, take_next, take_over

__all__ = [
    "DayWish",
    "Deed",
    "HourWish",
    "NewVisitor",
    "ReceptionWish",
    "Told",
    "add_day",
    "add_hours",
    "begin",
    "begin_with_new",
    "change_way",
    "come_in",
    "forget_visitors",
    "heard",
    "join",
    "keep",
    "leave",
    "not_here",
    "put_back",
    "remove_day",
    "remove_hours",
    "say_open",
    "serve",
    "set_up",
    "settle",
    "settle_all",
    "take_next",
    "take_over",
]
