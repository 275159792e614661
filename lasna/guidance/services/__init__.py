"""What clients do with their devices beforehand, and with those who help: one transaction each."""

from lasna.guidance.services.helping import (
    ask_help,
    close_requests,
    erase_requests,
    put_request_back,
    say_to_helped,
    settle_request,
    take_request,
    works_now,
)
from lasna.guidance.services.trying import Tried, erase_trials, keep_trial, send_try_link

__all__ = [
    "Tried",
    "ask_help",
    "close_requests",
    "erase_requests",
    "erase_trials",
    "keep_trial",
    "put_request_back",
    "say_to_helped",
    "send_try_link",
    "settle_request",
    "take_request",
    "works_now",
]
