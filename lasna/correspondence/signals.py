"""What others hear of correspondence."""

from django.dispatch import Signal

message_settled = Signal()
"""``message`` reached a state it will not leave by itself: sent, failed, dropped or unknown.

Sent in a transaction of its own after the one that settled it. A worker killed between the two sends nothing:
it is a hint for screens; the row tells the truth.
"""
