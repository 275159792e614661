"""Upward news: ``contacts`` and ``room`` listen."""

from django.dispatch import Signal

meeting_settled = Signal()
"""A meeting has ended with an outcome, or its outcome was settled or changed later.

Sent inside the transaction, with ``meeting``.
"""

meeting_over = Signal()
"""A meeting has ended, with an outcome or without, or was cancelled. As ``meeting_settled``."""

put_out = Signal()
"""Somebody was held or removed, or their place is another's now: nobody sits there any more.

Sent inside the transaction, with ``participant``.
"""
