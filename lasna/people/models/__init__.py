"""Whose service it is, who works in it, and how they sign in."""

from lasna.people.models.issuer import (
    Departure,
    Identity,
    Issuer,
    IssuerDomain,
    IssuerSession,
    LogoutSeen,
    OfficeRule,
    RoleRule,
)
from lasna.people.models.sign_in import SignInFailure, SignInLink
from lasna.people.models.staff import LANGUAGES, Office, Organisation, People, Person

__all__ = [
    "LANGUAGES",
    "Departure",
    "Identity",
    "Issuer",
    "IssuerDomain",
    "IssuerSession",
    "LogoutSeen",
    "Office",
    "OfficeRule",
    "Organisation",
    "People",
    "Person",
    "RoleRule",
    "SignInFailure",
    "SignInLink",
]
