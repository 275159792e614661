"""Upward news: ``booking`` listens."""

from django.dispatch import Signal

busy_changed = Signal()
"""An adviser is busy elsewhere at other times than before.

Sent inside the transaction, under the lock of the adviser's desk, with ``adviser_id`` and ``spans``: pairs of
beginning and end, in which to look anew.
"""
