"""What people give to show who they are, and what organisations ask of them."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lasna.errors import UserError
from lasna.people import services
from lasna.people.models import SecondFactor
from lasna.people.queries import code_of
from lasna.people.services import single_sign_on
from lasna.people.states import LOCKS_AFTER

NAME_LENGTH = 60
CREDENTIAL_LENGTH = 20_000


def _refused(refusal: UserError) -> ValidationError:
    return ValidationError(str(refusal.message), code=refusal.code)


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code after the password. Counted, and used once, in the database."""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        address = context.request.META.get("REMOTE_ADDR", "")
        try:
            self.authenticator = services.check_code(person=self.user, code=code, address=address)
        except UserError as refusal:
            raise _refused(refusal) from refusal
        return code


class CredentialField(forms.JSONField):
    """What a browser sent as a passkey's answer: whatever it is, it is refused in words."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if len(str(value or "")) > CREDENTIAL_LENGTH:
            raise unknown_passkey()
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise unknown_passkey() from error


class _Checked:
    """So is what its inside says."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form this is mixed into
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise unknown_passkey() from error


class PasskeyForm(_Checked, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password, or at the lock."""

    credential = CredentialField()


class PasskeySignInForm(_Checked, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""

    credential = CredentialField()


def unknown_passkey() -> ValidationError:
    return ValidationError(
        _("The passkey was not recognised. Try again, or use another way."), code="passkey"
    )


class AppForm(forms.Form):
    """The first code of an authenticator app."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_('So that you know it again: "Work phone", say.'),
        max_length=NAME_LENGTH,
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class NewPasskeyForm(NameForm):
    """What the browser has made, checked against what was asked of it."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except ValidationError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise unknown_passkey() from error
        return credential


class ProofForm(forms.Form):
    """The password again."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            single_sign_on.refuse_other_ways(self.request.user)
        except UserError as refusal:
            raise _refused(refusal) from refusal
        if not _is_own(self.request, password):
            raise ValidationError(_("The password is not right. Try again."), code="wrong")
        return password


class ProofByPasskey(PasskeyForm):
    """A passkey at the lock, where it is a way in."""

    def clean_credential(self) -> Authenticator:
        try:
            single_sign_on.refuse_other_ways(self.user)
        except UserError as refusal:
            raise _refused(refusal) from refusal
        return super().clean_credential()


class OwnPasswordForm(PasswordChangeForm):
    """A new password, for who knows the old one."""

    def __init__(self, *args: Any, request: Any, **options: Any) -> None:
        super().__init__(request.user, *args, **options)
        self.request = request

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not _is_own(self.request, old):
            words = self.error_messages["password_incorrect"]
            raise ValidationError(words, code="password_incorrect")
        return old


def _is_own(request: Any, password: str) -> bool:
    """Counted by session: guessing elsewhere keeps nobody out of a browser that is theirs already."""
    try:
        attempt = services.try_sign_in(
            email=request.user.email,
            address=request.META.get("REMOTE_ADDR", ""),
            browser=code_of(str(request.session.session_key)),
        )
    except UserError as refusal:
        raise _refused(refusal) from refusal
    if not request.user.check_password(password):
        return False
    attempt.delete()
    return True


class AskPasswordForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


def _minutes() -> list[tuple[int, Any]]:
    return [
        (
            minutes,
            ngettext_lazy("After %d minute", "After %d minutes", minutes) % minutes
            if minutes
            else _("Never"),
        )
        for minutes in LOCKS_AFTER
    ]


class SignInRulesForm(forms.Form):
    """What the organisation asks of the sign-in of its staff."""

    second_factor = forms.ChoiceField(
        label=_("Second factor"), choices=SecondFactor.choices, widget=forms.RadioSelect
    )
    lock_after = forms.TypedChoiceField(
        label=_("The browser locks when nothing is done in it"),
        coerce=int,
        choices=_minutes,
        help_text=_(
            "A meeting that goes on counts as work: it is never cut, and nothing locks while it lasts."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
