"""Signing out at both: at the issuer after our own session, and here when the issuer says so."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import IntegrityError, transaction

from lasna.kernel import clock, oidc
from lasna.kernel.audit.services import record_all
from lasna.kernel.keys import hashed
from lasna.kernel.live.publish import ask_anew
from lasna.people.models import Identity, Issuer, IssuerSession, LogoutSeen
from lasna.people.queries.issuers import after_sign_out

LOGOUT_SEEN_FOR = timedelta(days=1)


@transaction.atomic
def remember_session(*, identity: Identity, session_key: str, sid: str) -> None:
    """This session was opened by the issuer, which may end it."""
    oldest = clock.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    IssuerSession.objects.filter(at__lt=oldest).delete()
    opened = {"identity": identity, "sid": sid, "at": clock.now()}
    IssuerSession.objects.update_or_create(session_key=session_key, defaults=opened)


def follow_session(*, was: str, now: str) -> None:
    """The same session has another key now: the issuer may still end it."""
    IssuerSession.objects.filter(session_key=was).update(session_key=now)


def leave_url(*, issuer: Issuer, id_token: str) -> str:
    """The issuer's page for signing out; empty where it has none, or does not answer."""
    try:
        provider = oidc.discover(issuer.url)
    except oidc.Trouble:
        return ""
    return oidc.end_session_url(
        provider,
        id_token_hint=id_token,
        client_id=issuer.client_id,
        post_logout_redirect_uri=after_sign_out(),
    )


def end_by_issuer(*, issuer: Issuer, logout_token: str) -> int:
    """End the sessions that the issuer names; how many. ``Trouble``: it is not the issuer's word."""
    provider = oidc.discover(issuer.url)
    notice = oidc.notice_of_logout_token(logout_token, provider=provider, client_id=issuer.client_id)
    try:
        return _end(issuer, notice)
    except IntegrityError as error:
        raise oidc.Trouble("token.used") from error


@transaction.atomic
def _end(issuer: Issuer, notice: oidc.LogoutNotice) -> int:
    LogoutSeen.objects.filter(at__lt=clock.now() - LOGOUT_SEEN_FOR).delete()
    LogoutSeen.objects.create(issuer=issuer, jti_hash=hashed(f"jti:{notice.jti}"), at=clock.now())
    sessions = IssuerSession.objects.filter(
        identity__organisation=issuer.organisation_id, identity__issuer_url=issuer.url
    )
    if notice.sub:
        sessions = sessions.filter(identity__sub=notice.sub)
    if notice.sid:
        sessions = sessions.filter(sid=notice.sid)
    found = list(sessions.select_related("identity"))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in found:
        store.delete(session.session_key)
        session.delete()
    people = sorted({session.identity.person_id for session in found})
    for person in people:
        ask_anew(f"person:{person}")
    deeds = [("person.signed_out_by_issuer", "person", (person,)) for person in people]
    record_all(chain=issuer.organisation_id, who=f"issuer:{issuer.pk}", deeds=deeds)
    return len(found)
