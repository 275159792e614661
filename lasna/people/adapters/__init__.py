"""How allauth and Django sign our staff in, and what stands before every page of theirs."""

from lasna.people.adapters.account import AccountAdapter, StaffBackend
from lasna.people.adapters.factors import FactorAdapter
from lasna.people.adapters.middleware import AtWork

__all__ = ["AccountAdapter", "AtWork", "FactorAdapter", "StaffBackend"]
