from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are added by their organisation: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
