"""Upward news, for packages above."""

from django.dispatch import Signal

client_invited = Signal()
"""A client has a place and a link in a meeting, which may not have been sent yet.

Sent inside the transaction, with ``participant``.
"""

meeting_moved = Signal()
"""A meeting is at another time than before. Sent inside the transaction, with ``meeting``."""

meeting_settled = Signal()
"""A meeting has ended with an outcome, or its outcome was settled or changed later.

Sent inside the transaction, with ``meeting``.
"""

meeting_over = Signal()
"""A meeting has ended, with an outcome or without, or was cancelled. As ``meeting_settled``."""

plans_changed = Signal()
"""Other time of an adviser is taken than before: a meeting was planned, moved, given on, ended or cancelled.

Sent inside the transaction, under the lock of the adviser's desk, with ``adviser_id`` and ``spans``: pairs of
beginning and end, in which to look anew.
"""

put_out = Signal()
"""Somebody was held or removed, or their place is another's now: nobody sits there any more.

Sent inside the transaction, with ``participant``.
"""
