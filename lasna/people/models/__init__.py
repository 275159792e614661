"""Whose service it is, who works in it, and how they sign in."""

from lasna.people.models.links import PersonLink, StaffImport
from lasna.people.models.sign_in import SignInFailure, SignInLink
from lasna.people.models.staff import LANGUAGES, Office, Organisation, People, Person

__all__ = [
    "LANGUAGES",
    "Office",
    "Organisation",
    "People",
    "Person",
    "PersonLink",
    "SignInFailure",
    "SignInLink",
    "StaffImport",
]
