"""Numbers and links from outside become clients here, or nothing is here."""

from django.http import HttpRequest

from lasna.clients.access import client_here
from lasna.clients.models import Client
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.meetings.access import holds_seat, invitation_of
from lasna.meetings.models import Participant
from lasna.meetings.states import link_has_expired
from lasna.people.models import Person
from lasna.policy import Action, may_try


def require_right(person: Person, action: Action) -> None:
    if not may_try(action, person.standings):
        raise NotHere(action.value)


def client_to(person: Person, client_id: int, action: Action) -> Client:
    """A client of the person's offices, for those whose work allows ``action``. Otherwise 404."""
    require_right(person, action)
    return client_here(person, client_id)


def client_of_organisation(person: Person, client_id: int, action: Action) -> Client:
    """As the rules of the organisation see them: by number, in whatever office."""
    require_right(person, action)
    client = Client.objects.filter(pk=client_id, organisation=person.organisation_id).first()
    if client is None:
        raise NotHere("client")
    return client


def participant_behind_code(request: HttpRequest, token: str) -> Participant:
    """The client behind a link, in a browser that has passed the code. Before it, nothing is here."""
    invitation = invitation_of(token)
    participant = invitation.participant
    expired = link_has_expired(participant.meeting, clock.now())
    if expired or participant.client is None or not holds_seat(request.COOKIES, participant):
        raise NotHere("invitation")
    return participant
