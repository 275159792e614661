"""A real OpenID Connect provider for tests: allauth's own, in a process of its own with its own database.

``python -m lasna.tests.issuer FILE`` serves what the JSON of FILE says: see ``Described``.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from lasna.tests.stack import free_port, until_listening

PASSWORD = "yksi pitkä salasana"
ROOT_URLCONF = "lasna.tests.issuer_urls"


@dataclass
class Account:
    """``claims``: besides e-mail and name."""

    username: str
    email: str
    name: str = "Demo-henkilö"
    verified: bool = True
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class Described:
    port: int
    folder: str
    redirect_uris: list[str]
    accounts: list[Account]
    client_id: str = "lasna"
    client_secret: str = "a secret that only the two know"


class RealIssuer:
    """The running provider. Its address is its issuer."""

    def __init__(self, folder: Path, *, redirect_uris: list[str], accounts: list[Account]) -> None:
        folder.mkdir(parents=True)
        self.described = Described(free_port(), str(folder), redirect_uris, accounts)
        self.url = f"http://localhost:{self.described.port}"
        file = folder / "described.json"
        file.write_text(json.dumps(asdict(self.described)))
        self.log = folder / "issuer.log"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("LASNA_", "DJANGO_"))
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                # setpriv: it ends with the tests, even when they are killed.
                ["setpriv", "--pdeathsig=TERM", "--", sys.executable, "-m", "lasna.tests.issuer", str(file)],
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until_listening(self.described.port, self.process)

    def visitor(self) -> "Visitor":
        return Visitor()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


class Visitor:
    """A person's browser at the issuer, as far as its pages need one."""

    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stays())

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """Where the answer leads (empty: nowhere), and what it says."""
        body = urlencode(form).encode() if form is not None else None
        request = Request(address, body, {"Referer": address})
        try:
            with self.opener.open(request, timeout=20) as answer:
                return "", answer.read().decode()
        except HTTPError as answer:
            leads_to = answer.headers.get("Location", "")
            return urljoin(address, leads_to) if leads_to else "", answer.read().decode(errors="replace")

    def sign_in(self, address: str, username: str) -> str:
        """From the address that the service sends to, to the one that the issuer sends back to."""
        leads_to, page = self.ask(address)
        here = address
        while "/sign-in/organisation/" not in urlsplit(leads_to).path:
            if leads_to:
                here = leads_to
                leads_to, page = self.ask(here)
                continue
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if token is None:
                raise AssertionError(f"the issuer says: {page[:2000]}")
            filled = {"csrfmiddlewaretoken": token[1], "login": username, "password": PASSWORD}
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
            leads_to, page = self.ask(here, {name: unescape(value) for name, value in hidden} | filled)
        return leads_to


def _serve(described: Described) -> None:
    """Django with allauth's identity provider, nothing of ours."""
    import django
    import uvicorn
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY="of a test's issuer",
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        ROOT_URLCONF=ROOT_URLCONF,
        USE_TZ=True,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{described.folder}/issuer.sqlite3",
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Cookies know no port: two issuers and the service share one host name.
        SESSION_COOKIE_NAME=f"issuer_{described.port}",
        CSRF_COOKIE_NAME=f"issuer_csrf_{described.port}",
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_LOGIN_METHODS={"username"},
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_ADAPTER="lasna.tests.issuer_urls.Adapter",
    )
    django.setup()
    _fill(described)
    from lasna.tests import issuer_urls

    issuer_urls.CLAIMS.update({each.username: each.claims for each in described.accounts})
    from django.core.asgi import get_asgi_application

    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=described.port, lifespan="off")


def _fill(described: Described) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for each in described.accounts:
        user = User.objects.create_user(each.username, each.email, PASSWORD, first_name=each.name)
        EmailAddress.objects.create(user=user, email=each.email, verified=each.verified, primary=True)
    Client.objects.create(
        id=described.client_id,
        name="Läsnä",
        secret=make_password(described.client_secret),
        scopes="openid\nprofile\nemail",
        redirect_uris="\n".join(described.redirect_uris),
        skip_consent=True,
    )


if __name__ == "__main__":
    said = json.loads(Path(sys.argv[1]).read_text())
    said["accounts"] = [Account(**each) for each in said["accounts"]]
    _serve(Described(**said))
