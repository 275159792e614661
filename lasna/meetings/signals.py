"""Upward news: ``contacts`` listens."""

from django.dispatch import Signal

meeting_settled = Signal()
"""A meeting has ended with an outcome, or its outcome was settled or changed later.

Sent inside the transaction, with ``meeting``.
"""
