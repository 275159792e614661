"""A link for trying becomes its client here, a number a request for help, and nowhere else."""

from django.core import signing

from lasna.clients.models import Client
from lasna.errors import NotHere
from lasna.guidance.models import HelpRequest
from lasna.people.models import Office, Person
from lasna.policy import Action, Standing, may_try

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


def offices_helped(person: Person) -> list[int]:
    """Ids of the offices whose people this person helps with the technology; none: nobody's."""
    if not person.is_active or not may_try(Action.HELP_SERVE, person.standings):
        return []
    offices = Office.objects.filter(organisation=person.organisation_id)
    if Standing.ADMINISTRATOR not in person.standings:
        offices = offices.filter(people=person)
    return list(offices.order_by("pk").values_list("pk", flat=True))


def help_request_for(person: Person, request_id: int) -> HelpRequest:
    """A request for help in one of the person's offices. Otherwise 404."""
    requests = HelpRequest.objects.filter(office__in=offices_helped(person)).select_related("participant")
    request = requests.filter(pk=request_id).first()
    if request is None:
        raise NotHere("help_request")
    return request
