"""What an issuer signs is believed only when everything about it is right. # N44"""

import threading
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from joserfc.jwk import ECKey, RSAKey

from lasna.kernel import clock, oidc, outside
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.oidc import discovery
from lasna.kernel.outside import Limits
from lasna.people.models import Identity, Issuer, Person
from lasna.people.services import single_sign_on
from lasna.people.tests.sso_scene import come_back, is_in, leave, organisation_at, person_at, sign_in
from lasna.tests.forger import Forger, answer

pytestmark = pytest.mark.django_db
Change = Callable[[Forger], object]


@pytest.fixture
def forger() -> Iterator[Forger]:
    oidc.forget()
    made = Forger()
    yield made
    made.stop()


@pytest.fixture
def issuer(forger: Forger) -> Issuer:
    made = organisation_at(forger.url)
    person_at(made)
    return made


def claims(**changed: object) -> Change:
    return lambda forger: forger.claims.update(changed)


def stranger(forger: Forger) -> None:
    forger.key = RSAKey.generate_key(2048, {"kid": "first"})


def nobodys_key(forger: Forger) -> None:
    forger.key = RSAKey.generate_key(2048, {"kid": "second"})


def public_as_secret(forger: Forger) -> None:
    forger.header["alg"] = "HS256"
    forger.header["kid"] = "first"
    forger.key = forger.public_as_secret()


def shown_secret(forger: Forger) -> None:
    """A symmetric key among the issuer's keys."""
    forger.header["alg"] = "HS256"
    forger.key = forger.public_as_secret()
    forger.shown = [dict(forger.key.as_dict(private=True)) | {"kid": "first"}]
    forger.header["kid"] = "first"


def short_key(forger: Forger) -> None:
    with pytest.warns(UserWarning):
        forger.key = RSAKey.generate_key(1024, {"kid": "short"})
    forger.shown = [dict(forger.key.as_dict(private=False))]


def without_kid(forger: Forger) -> None:
    """Two keys, and a token that says of neither that it is the one."""
    other = RSAKey.generate_key(2048, {"kid": "other"})
    forger.shown.append(dict(other.as_dict(private=False)))
    forger.header["kid"] = None


def elliptic(forger: Forger) -> None:
    forger.key = ECKey.generate_key("P-256", {"kid": "elliptic"})
    forger.shown.append(dict(forger.key.as_dict(private=False)))
    forger.header["alg"] = "ES256"


def _now() -> float:
    return clock.now().timestamp()


GOOD: dict[str, Change] = {
    "as it is": lambda forger: None,
    "audience as a list": claims(aud=["lasna"]),
    "another audience beside us, we are the party": claims(aud=["lasna", "other"], azp="lasna"),
    "no at_hash": claims(at_hash=None),
    "holes where nobody needs them": claims(sid="a\x00", name="Meri\x00", groups=["\x00"]),
    "issued a moment ahead": lambda forger: forger.claims.update(iat=int(_now()) + 30),
    "by an elliptic key": elliptic,
    "padded signature": lambda forger: forger.header.update(alg="PS256"),
    "no key named, and one there": lambda forger: forger.header.update(kid=None),
}
BAD: dict[str, tuple[Change, str]] = {
    "another issuer": (claims(iss="https://evil.example"), "token.iss"),
    "our issuer with a slash": (lambda forger: forger.claims.update(iss=forger.url + "/"), "token.iss"),
    "no issuer": (claims(iss=None), "token.iss"),
    "another audience": (claims(aud="other"), "token.aud"),
    "no audience": (claims(aud=None), "token.aud"),
    "empty audience": (claims(aud=[]), "token.aud"),
    "another party": (claims(azp="other"), "token.claims"),
    "another audience beside us, no party": (claims(aud=["lasna", "other"]), "token.claims"),
    "expired": (lambda forger: forger.claims.update(exp=int(_now()) - 61), "token.exp"),
    "no end": (claims(exp=None), "token.exp"),
    "an end that never comes": (claims(exp="never"), "token.exp"),
    "no beginning": (claims(iat=None), "token.iat"),
    "of the future": (lambda forger: forger.claims.update(iat=int(_now()) + 120), "token.iat"),
    "not yet valid": (lambda forger: forger.claims.update(nbf=int(_now()) + 120), "token.claims"),
    "another nonce": (claims(nonce="x" * 43), "token.nonce"),
    "no nonce": (claims(nonce=None), "token.nonce"),
    "of another access token": (claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "token.claims"),
    "an at_hash that is none": (claims(at_hash=7), "token.claims"),
    "nobody": (claims(sub=None), "token.claims"),
    "an empty somebody": (claims(sub=""), "token.claims"),
    "somebody who is a number": (claims(sub=7), "token.claims"),
    "somebody too long": (claims(sub="x" * 256), "token.sub"),
    "somebody with a hole": (claims(sub="a\x00b"), "token.sub"),
    "unsigned": (lambda forger: forger.header.update(alg="none"), "token.signature"),
    "the public key as a secret": (public_as_secret, "token.signature"),
    "a secret among the keys": (shown_secret, "keys.none"),
    "a stranger's key under our key's name": (stranger, "token.signature"),
    "a key that nobody knows": (nobodys_key, "token.signature"),
    "a key too short": (short_key, "keys.none"),
    "two keys and none named": (without_kid, "token.signature"),
    "a logout token": (lambda forger: forger.header.update(typ="logout+jwt"), "token.of_another_kind"),
    "an access token": (lambda forger: forger.header.update(typ="at+jwt"), "token.of_another_kind"),
    "no token": (lambda forger: setattr(forger, "token", ""), "token.signature"),
    "not a token": (lambda forger: setattr(forger, "token", "a.b.c"), "token.signature"),
    "a very long token": (lambda forger: setattr(forger, "token", "a" * 70_000), "token.signature"),
    "no keys": (lambda forger: forger.shown.clear(), "keys.none"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_token_in_order_lets_in(forger: Forger, issuer: Issuer, name: str) -> None:
    GOOD[name](forger)
    browser = Browser()
    assert sign_in(browser, issuer)["Location"] == "/"
    assert is_in(browser)


@pytest.mark.parametrize("name", BAD)
def test_a_token_not_in_order_lets_nobody_in(forger: Forger, issuer: Issuer, name: str) -> None:
    change, code = BAD[name]
    change(forger)
    browser = Browser()
    refused = sign_in(browser, issuer)
    assert (refused.status_code, refused["Lasna-Code"]) == (409, f"single_sign_on.{code}")
    assert not is_in(browser)
    assert not Identity.objects.exists()
    assert [row.deed for row in AuditRow.objects.all()] == ["issuer.sign_in_refused"]


def test_a_changed_signature_or_claim_is_seen(forger: Forger, issuer: Issuer) -> None:
    for part in (0, 1, 2):
        browser = Browser()
        asked = leave(browser, issuer)
        pieces = forger.signed(nonce=asked["nonce"]).split(".")
        first = "A" if pieces[part][10] != "A" else "B"
        pieces[part] = pieces[part][:10] + first + pieces[part][11:]
        forger.token = ".".join(pieces)
        refused = come_back(browser, issuer, state=asked["state"], code=f"x{part}")
        assert refused["Lasna-Code"] == "single_sign_on.token.signature"
        assert not is_in(browser)


def test_a_token_works_once_and_for_the_sign_in_it_was_made_for(forger: Forger, issuer: Issuer) -> None:
    """Replayed in the same browser, and in another's."""
    browser = Browser()
    asked = leave(browser, issuer)
    forger.token = forger.signed(nonce=asked["nonce"])
    assert come_back(browser, issuer, state=asked["state"], code="one").status_code == 302
    for other in (browser, Browser()):
        again = leave(other, issuer)
        refused = come_back(other, issuer, state=again["state"], code=f"two{id(other)}")
        assert refused["Lasna-Code"] == "single_sign_on.token.nonce"


def test_a_state_and_a_code_work_once(forger: Forger, issuer: Issuer) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    brought = {"state": asked["state"], "code": asked["nonce"]}
    assert come_back(browser, issuer, **brought).status_code == 302
    replayed = come_back(browser, issuer, **brought)
    assert replayed["Lasna-Code"] == "single_sign_on.stale"
    again = leave(browser, issuer)
    asked_before = len(forger.asked)
    stolen = come_back(browser, issuer, state=again["state"], code=brought["code"])
    assert stolen["Lasna-Code"] == "single_sign_on.stale"
    assert len(forger.asked) == asked_before  # the issuer is not even asked


@pytest.mark.parametrize("state", ["", "x", "tampered", "\x00", "é" * 3000])
def test_a_state_that_was_never_given_opens_nothing(forger: Forger, issuer: Issuer, state: str) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    brought = asked["state"][:-1] + "-" if state == "tampered" else state
    refused = come_back(browser, issuer, state=brought, code=asked["nonce"])
    assert (refused.status_code, refused["Lasna-Code"]) == (409, "single_sign_on.stale")
    assert come_back(browser, issuer, state=asked["state"], code=asked["nonce"]).status_code == 302


def test_who_did_not_leave_does_not_come_back(forger: Forger, issuer: Issuer) -> None:
    """Somebody else's answer, slipped into my browser."""
    theirs, mine = Browser(), Browser()
    asked = leave(theirs, issuer)
    leave(mine, issuer)
    assert come_back(mine, issuer, state=asked["state"], code=asked["nonce"]).status_code == 409
    assert not is_in(mine)
    assert come_back(theirs, issuer, state=asked["state"], code=asked["nonce"]).status_code == 302


def test_who_stays_away_too_long_begins_again(forger: Forger, issuer: Issuer) -> None:
    browser = Browser()
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        asked = leave(browser, issuer)
        time.shift(15 * 60 + 1)
        late = come_back(browser, issuer, state=asked["state"], code=asked["nonce"])
        assert late["Lasna-Code"] == "single_sign_on.stale"
        asked = leave(browser, issuer)
        time.shift(15 * 60 - 1)
        assert come_back(browser, issuer, state=asked["state"], code=asked["nonce"]).status_code == 302


def test_the_answer_of_another_issuer_is_refused(forger: Forger, issuer: Issuer) -> None:
    """Mix-up: a code of one issuer at the other's address, and ``iss`` that does not fit."""
    other_forger = Forger()
    other = organisation_at(other_forger.url, "other.example")
    browser = Browser()
    asked = leave(browser, issuer)
    crossed = come_back(browser, other, state=asked["state"], code=asked["nonce"])
    assert crossed["Lasna-Code"] == "single_sign_on.stale"
    assert other_forger.asked == []  # its code was not handed to the other
    named = come_back(browser, issuer, state=asked["state"], code=asked["nonce"], iss=other_forger.url)
    assert named["Lasna-Code"] == "single_sign_on.token.iss"
    assert "/token" not in [path for path, _form in forger.asked]
    other_forger.stop()


def test_an_issuer_that_promises_its_name_has_to_give_it(forger: Forger, issuer: Issuer) -> None:
    forger.described["authorization_response_iss_parameter_supported"] = True
    browser = Browser()
    assert sign_in(browser, issuer)["Lasna-Code"] == "single_sign_on.token.iss"
    asked = leave(browser, issuer)
    named = come_back(browser, issuer, state=asked["state"], code=asked["nonce"], iss=forger.url)
    assert named.status_code == 302


def test_a_new_key_of_the_issuer_is_found(
    forger: Forger, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in(Browser(), issuer).status_code == 302
    forger.key = RSAKey.generate_key(2048, {"kid": "next"})
    forger.shown = [dict(forger.key.as_dict(private=False))]
    # Just asked: an issuer is not flooded by tokens with keys that nobody knows.
    assert sign_in(Browser(), issuer)["Lasna-Code"] == "single_sign_on.token.signature"
    monkeypatch.setattr(discovery, "ASKED_AGAIN_AFTER", 0.0)
    assert sign_in(Browser(), issuer).status_code == 302


def test_the_secret_travels_as_the_issuer_wants_it_and_pkce_with_it(forger: Forger, issuer: Issuer) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"http://testserver/sign-in/organisation/{issuer.key}/back"
    come_back(browser, issuer, state=asked["state"], code=asked["nonce"])
    form = forger.asked[-1][1] if forger.asked[-1][0] == "/token" else dict(forger.asked)["/token"]
    assert form["authorization"].startswith("Basic ") and "client_secret" not in form
    assert len(form["code_verifier"]) == 43 and form["redirect_uri"] == asked["redirect_uri"]
    oidc.forget()
    forger.described["token_endpoint_auth_methods_supported"] = ["client_secret_basic", "client_secret_post"]
    assert sign_in(Browser(), issuer).status_code == 302
    form = [form for path, form in forger.asked if path == "/token"][-1]
    assert form["client_secret"] and not form["authorization"]


def test_an_error_of_the_issuer_is_told_in_words(forger: Forger, issuer: Issuer) -> None:
    browser = Browser()
    asked = leave(browser, issuer)
    refused = come_back(browser, issuer, state=asked["state"], error="access_denied")
    assert refused["Lasna-Code"] == "single_sign_on.denied"
    for status, said, code in (
        (400, {"error": "invalid_grant"}, "token.code_refused"),
        (401, {"error": "invalid_client"}, "token.client_refused"),
        (200, {"access_token": "x"}, "token.none"),
        (302, {}, "answer.leads_elsewhere"),
    ):
        forger.answers["/token"] = lambda handler, status=status, said=said: answer(  # type: ignore[misc]
            handler, said, status, Location="http://evil.example/"
        )
        assert sign_in(browser, issuer)["Lasna-Code"] == f"single_sign_on.{code}"
    assert not is_in(browser)


def test_what_the_token_lacks_is_asked_and_believed_of_the_same_person_alone(
    forger: Forger, issuer: Issuer
) -> None:
    forger.claims = {"email": None, "email_verified": None, "name": None}
    forger.told = {"email": "meri@example.org", "email_verified": True}
    browser = Browser()
    assert sign_in(browser, issuer).status_code == 302
    Identity.objects.all().delete()
    forger.told["sub"] = "somebody-else"
    assert sign_in(Browser(), issuer)["Lasna-Code"] == "single_sign_on.userinfo.of_another"


def test_nothing_of_a_refused_person_is_on_record(forger: Forger, issuer: Issuer) -> None:
    forger.claims = {"email": "kanarialintu@example.org", "sub": "kanarialintu"}
    assert sign_in(Browser(), issuer)["Lasna-Code"] == "single_sign_on.not_known"
    assert sign_in(Browser(), issuer)["Lasna-Code"] == "single_sign_on.not_known"
    rows = list(AuditRow.objects.values_list("who", "deed", "subject", "ids"))
    assert rows == [(f"issuer:{issuer.pk}", "issuer.sign_in_refused", "issuer", [issuer.pk])]
    assert not Person.objects.filter(email__startswith="kanarialintu").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_answer_in_ten_requests_at_once_lets_one_in(forger: Forger) -> None:
    issuer = organisation_at(forger.url)
    person_at(issuer)
    browser = Browser()
    asked = leave(browser, issuer)
    statuses: list[int] = []

    def bring() -> None:
        mine = Browser()
        mine.cookies = browser.cookies
        try:
            statuses.append(come_back(mine, issuer, state=asked["state"], code=asked["nonce"]).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302] + [409] * 9
    assert [path for path, _form in forger.asked].count("/token") == 1


@pytest.mark.django_db(transaction=True)
def test_the_issuer_is_never_asked_inside_a_transaction(
    forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = organisation_at(forger.url)
    person_at(issuer)
    inside: list[bool] = []
    connect = outside._connection

    def seen(parts: SplitResult, limits: Limits) -> object:
        inside.append(connection.in_atomic_block)
        return connect(parts, limits)

    monkeypatch.setattr(outside, "_connection", seen)
    forger.claims = {"name": None}
    browser = Browser()
    assert sign_in(browser, issuer).status_code == 302
    assert browser.post("/sign-out").status_code == 302
    single_sign_on.look_at(issuer.url)
    assert len(inside) >= 5 and not any(inside)
