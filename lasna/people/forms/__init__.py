"""What people type about themselves, and what administrators type about them."""

from lasna.people.forms.importing import CheckedStaff, StaffImportForm, checked_staff
from lasna.people.forms.offices import OfficeForm
from lasna.people.forms.own import OwnSettings
from lasna.people.forms.sign_in import (
    AppForm,
    AskPasswordForm,
    NameForm,
    NewPasskeyForm,
    OwnPasswordForm,
    PasskeyForm,
    PasskeySignInForm,
    ProofByPasskey,
    ProofForm,
    SecondFactorForm,
    SignInRulesForm,
)
from lasna.people.forms.staff import StaffFilter, StaffForm

__all__ = [
    "AppForm",
    "AskPasswordForm",
    "CheckedStaff",
    "NameForm",
    "NewPasskeyForm",
    "OfficeForm",
    "OwnPasswordForm",
    "OwnSettings",
    "PasskeyForm",
    "PasskeySignInForm",
    "ProofByPasskey",
    "ProofForm",
    "SecondFactorForm",
    "SignInRulesForm",
    "StaffFilter",
    "StaffForm",
    "StaffImportForm",
    "checked_staff",
]
