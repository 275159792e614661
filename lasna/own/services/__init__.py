"""What clients do on their own page, and staff with its link: one transaction each."""

from lasna.own.services.links import (
    ask_code,
    enter,
    erase_own_page,
    open_from_meeting,
    purge_own_links,
    read_code,
    send_own_link,
    withdraw_own_link,
)
from lasna.own.services.wishes import say_another_way, say_wish, see_wish

__all__ = [
    "ask_code",
    "enter",
    "erase_own_page",
    "open_from_meeting",
    "purge_own_links",
    "read_code",
    "say_another_way",
    "say_wish",
    "see_wish",
    "send_own_link",
    "withdraw_own_link",
]
