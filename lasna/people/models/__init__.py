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
from lasna.people.models.links import INVITATION, PersonLink, StaffImport
from lasna.people.models.sessions import BrowserSession
from lasna.people.models.sign_in import PasswordAsked, SignInFailure, SignInLink
from lasna.people.models.staff import LANGUAGES, Office, Organisation, People, Person, SecondFactor

__all__ = [
    "INVITATION",
    "LANGUAGES",
    "BrowserSession",
    "Departure",
    "Identity",
    "Issuer",
    "IssuerDomain",
    "IssuerSession",
    "LogoutSeen",
    "Office",
    "OfficeRule",
    "Organisation",
    "PasswordAsked",
    "People",
    "Person",
    "PersonLink",
    "RoleRule",
    "SecondFactor",
    "SignInFailure",
    "SignInLink",
    "StaffImport",
]
