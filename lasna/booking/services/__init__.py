"""What people do with opening hours and times to book: one transaction each."""

from lasna.booking.services.booking import book, call_off_booking, move_booking
from lasna.booking.services.booking_for import BookWish, book_for
from lasna.booking.services.busy import count_weeks, recount, recount_all
from lasna.booking.services.groups import give_seat_up, take_seat
from lasna.booking.services.hours import (
    ExceptionWish,
    HourWish,
    add_exception,
    add_hours,
    remove_exception,
    remove_hours,
)
from lasna.booking.services.moving import new_time, new_time_address
from lasna.booking.services.offering import OfferWish, offer_times, withdraw_offer
from lasna.booking.services.rules import say_rules
from lasna.booking.services.waiting import offer_freed_times, refuse_offer, stop_waiting, wait

__all__ = [
    "BookWish",
    "ExceptionWish",
    "HourWish",
    "OfferWish",
    "add_exception",
    "add_hours",
    "book",
    "book_for",
    "call_off_booking",
    "count_weeks",
    "give_seat_up",
    "move_booking",
    "new_time",
    "new_time_address",
    "offer_freed_times",
    "offer_times",
    "recount",
    "recount_all",
    "refuse_offer",
    "remove_exception",
    "remove_hours",
    "say_rules",
    "stop_waiting",
    "take_seat",
    "wait",
    "withdraw_offer",
]
