"""Somebody asks for help with the technology, for tests."""

from lasna.guidance.models import HelpRequest
from lasna.guidance.protocol import AskHelp, What
from lasna.guidance.services import ask_help
from lasna.meetings.tests.scene import Scene, person
from lasna.people.models import Person


def support_of(made: Scene, name: str = "Demo-tukihenkilö") -> Person:
    helping = person(made.organisation, made.office, name)
    helping.role = Person.Role.SUPPORT
    helping.save(update_fields=["role"])
    return helping


def asked(made: Scene, what: What = "hear") -> HelpRequest:
    said = AskHelp(what=what, device="Android, Chrome", network="4g")
    ask_help(participant_id=made.guest.pk, said=said)
    return HelpRequest.objects.get(participant=made.guest, settled_at=None)


def request_of(made: Scene) -> HelpRequest:
    """An open request in this scene; support is there."""
    known = HelpRequest.objects.filter(participant=made.guest, settled_at=None).first()
    if known is None and not Person.objects.filter(offices=made.office, role=Person.Role.SUPPORT).exists():
        support_of(made)
    return known or asked(made)
