"""What people type about themselves, and what administrators type about them."""

from lasna.people.forms.own import OwnSettings
from lasna.people.forms.sign_in import (
    AppForm,
    AskPasswordForm,
    NameForm,
    NewPasskeyForm,
    PasskeyForm,
    PasskeySignInForm,
    ProofForm,
    SecondFactorForm,
    SignInRulesForm,
)

__all__ = [
    "AppForm",
    "AskPasswordForm",
    "NameForm",
    "NewPasskeyForm",
    "OwnSettings",
    "PasskeyForm",
    "PasskeySignInForm",
    "ProofForm",
    "SecondFactorForm",
    "SignInRulesForm",
]
