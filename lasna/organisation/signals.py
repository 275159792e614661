"""Upward news: ``meetings`` listens."""

from django.dispatch import Signal

rules_changed = Signal()
"""An organisation, or one of its offices, says other rules of meetings.

Sent inside the transaction, with ``organisation_id`` and ``office_id`` (None: of the whole organisation).
"""
