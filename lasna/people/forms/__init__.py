"""What people type about themselves, and what administrators type about them."""

from lasna.people.forms.own import OwnSettings

__all__ = ["OwnSettings"]
