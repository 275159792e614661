"""A link for trying becomes its client here, and nowhere else."""

from django.core import signing

from lasna.clients.models import Client
from lasna.errors import NotHere

_SALT = "lasna.try"
LASTS = 30 * 24 * 3600
"""Seconds."""


def try_token(client_id: int) -> str:
    """By this a client's result reaches their card. It opens nothing and shows nothing."""
    return signing.dumps(client_id, salt=_SALT)


def client_at(token: str) -> Client:
    """Unknown, malformed and old links are all simply not here."""
    try:
        number = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise NotHere("try") from error
    client = Client.objects.select_related("organisation", "office").filter(pk=number).first()
    if client is None:
        raise NotHere("try")
    return client
