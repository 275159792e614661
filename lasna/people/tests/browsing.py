"""What the tests of signing in share: a person, their browser, and an authenticator app of theirs."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from lasna.kernel.audit.models import AuditRow
from lasna.people import services
from lasna.people.models import Organisation, Person

PASSWORD = "sininen vene lähtee"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


def person_of(organisation: Organisation, email: str = "meri@example.org", **more: Any) -> Person:
    made = Person.objects.create_person(
        email=email, name="Meri", organisation=organisation, password=PASSWORD
    )
    for name, value in more.items():
        setattr(made, name, value)
    made.save()
    return made


def sign_in(browser: Client, email: str = "meri@example.org", password: str = PASSWORD, **more: str) -> str:
    """Where the browser is sent; empty: the page stays."""
    answer = browser.post("/sign-in", {"login": email, "password": password, **more})
    return str(answer.get("Location", ""))


def signed_in(email: str = "meri@example.org", **meta: Any) -> Client:
    browser = Client(raise_request_exception=False, **meta)
    assert sign_in(browser, email) in ("/", "/sign-in/second-factor")
    return browser


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an app that knows ``secret`` shows now, or ``steps`` half minutes later."""
    counter = int(time.time()) // 30 + steps
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_app(person: Person) -> str:
    """The person has an authenticator app, set up a minute ago; its secret."""
    secret = services.new_secret()
    services.add_app(person=person, secret=secret, code=code_of(secret, steps=-1), address="192.0.2.1")
    return secret


def recovery_codes(person: Person) -> list[str]:
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    return list(row.wrap().get_unused_codes())


def deeds(person: Person) -> list[str]:
    rows = AuditRow.objects.filter(ids=[person.pk], subject="person")
    return list(rows.order_by("number").values_list("deed", flat=True))
