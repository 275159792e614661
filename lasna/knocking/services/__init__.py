"""What people do with quick questions: one transaction each. The adviser's desk is the lock."""

from lasna.knocking.services.answering import begin, decline, say_soon
from lasna.knocking.services.following import called, settled_otherwise
from lasna.knocking.services.knocks import come_in, heard, knock, withdraw
from lasna.knocking.services.presence import back_from_a_room, be_here, be_here_no_more, keep_here, say_rule
from lasna.knocking.services.settling import erase_knocks, settle_all, settle_knock, signed_out

__all__ = [
    "back_from_a_room",
    "be_here",
    "be_here_no_more",
    "begin",
    "called",
    "come_in",
    "decline",
    "erase_knocks",
    "heard",
    "keep_here",
    "knock",
    "say_rule",
    "say_soon",
    "settle_all",
    "settle_knock",
    "settled_otherwise",
    "signed_out",
    "withdraw",
]
