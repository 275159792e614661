"""Tokens, cookies and ids from outside become objects here, and nowhere else."""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest

from lasna.clients.access import clients_in, standing_towards
from lasna.errors import NotHere
from lasna.kernel import clock, keys
from lasna.meetings.access import holds_seat, invitation_of
from lasna.meetings.models import Participant
from lasna.meetings.states import link_has_expired
from lasna.own.models import OwnLink, WayWish
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.policy import Action, require

_SALT = "lasna.own"
OWN_COOKIE = "lasna_own_{}"
KEPT = timedelta(days=30)
"""On a device that the client calls their own; elsewhere until the browser is closed, and no longer than"""
UNKEPT = timedelta(hours=4)

WITH = ("client__organisation", "client__office", "client__adviser")


def links() -> QuerySet[OwnLink]:
    return OwnLink.objects.select_related(*WITH)


def link_at(token: str) -> OwnLink:
    """The page behind a link. Unknown, malformed, old and withdrawn ones are all simply not here."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere("own_link")
    known = links().filter(token_hash=keys.hashed(token), withdrawn_at=None, until__gt=clock.now())
    link = known.first()
    if link is None:
        raise NotHere("own_link")
    return link


def page_key(link: OwnLink, *, kept: bool) -> str:
    """What the device cookie says, signed. ``kept``: this is the client's own device."""
    return signing.dumps({"own": link.pk, "version": link.version, "kept": kept}, salt=_SALT)


def holds_page(cookies: Mapping[str, str], link: OwnLink) -> bool:
    """Has this browser passed the code of this very page, and not too long ago?"""
    cookie = cookies.get(OWN_COOKIE.format(link.pk), "")
    try:
        said = signing.loads(cookie, salt=_SALT, max_age=KEPT)
        if not said["kept"]:
            signing.loads(cookie, salt=_SALT, max_age=UNKEPT)
    except signing.BadSignature:
        return False
    return bool(said["own"] == link.pk and said["version"] == link.version)


def link_behind_code(request: HttpRequest, token: str) -> OwnLink | None:
    """None: this browser has not passed the code."""
    link = link_at(token)
    return link if holds_page(request.COOKIES, link) else None


def participant_at_door(request: HttpRequest, token: str) -> Participant:
    """The client of a meeting, whose browser has passed its door. Otherwise 404."""
    participant = client_invited(token)
    if not holds_seat(request.COOKIES, participant):
        raise NotHere("invitation")
    return participant


def client_invited(token: str) -> Participant:
    """The client behind an invitation's link. Otherwise 404."""
    participant = invitation_of(token).participant
    if participant.client is None or link_has_expired(participant.meeting, clock.now()):
        raise NotHere("invitation")
    return participant


def wish_for(person: Person, wish_id: int, action: Action) -> WayWish:
    """What a client of the person's offices said, unseen."""
    near = clients_in(person.organisation_id, office_ids_of(person)).order_by().values("pk")
    wishes = WayWish.objects.select_related("client__organisation", "meeting")
    wish = wishes.filter(pk=wish_id, seen_at=None, client__in=near).first()
    if wish is None:
        raise NotHere("way_wish")
    require(action, standing_towards(wish.client, person))
    return wish
