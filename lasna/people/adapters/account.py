"""How allauth signs our staff in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.people.access import browser_of
from lasna.people.models import Person
from lasna.people.models.sessions import WAY
from lasna.people.queries import person_with
from lasna.people.services import Attempt, note, single_sign_on, try_sign_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are added by their organisation: nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Try again."),
    }
    _attempt: Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limit on guessing, in place of allauth's: that one counts in each process by itself."""
        try:
            email = credentials.get("email", "")
            self._attempt = try_sign_in(
                email=email,
                address=request.META.get("REMOTE_ADDR", ""),
                browser=browser_of(request.COOKIES, email),
            )
        except UserError as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if person is not None and self._attempt is not None:
            self._attempt.delete()
        return person

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse | None:
        """By password or passkey, where the organisation allows it."""
        if isinstance(user, Person):
            single_sign_on.refuse_other_ways(user)
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """On record first: where that fails, nobody is signed in."""
        if isinstance(user, Person):
            note(person=user, deed="person.signed_in")
        super().login(request, user)
        request.session[WAY] = _way(request, user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            note(person=request.user, deed="person.signed_out")
        super().logout(request)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing of allauth's was counted."""

    def is_safe_url(self, url: str) -> bool:
        """After signing in: to a page of this service only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        words = _("Your account has been closed. Ask your organisation's administrator.")
        raise UserError("sign_in.closed", words)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """Signing in and out is seen on the page itself; what went wrong is said."""
        if level == messages.ERROR and options.get("message"):
            messages.error(request, str(options["message"]))

    def send_notification_mail(self, *args: Any, **options: Any) -> None:
        """What is told by mail goes through our outbox."""


def _way(request: HttpRequest, user: AbstractBaseUser) -> str:
    """What this sign-in began with, as allauth has kept it: a code after it changes nothing."""
    for record in reversed(get_authentication_records(request, user)):
        if record.get("method") == "socialaccount":
            return "oidc"
        if record.get("passwordless"):
            return "passkey"
        if record.get("method") == "password" and not record.get("reauthenticated"):
            return "password"
    return ""


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Who is signed in, with the zone of their first office and what is asked of their sign-in."""

    def get_user(self, user_id: int) -> Person | None:
        return person_with(user_id)
