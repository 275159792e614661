"""Ids, tokens and cookies from outside become tasks and materials here, or nothing is here."""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing

from lasna.around.models import ClientTask, Material, TypeTask
from lasna.errors import NotHere
from lasna.meetings.access import holds_seat
from lasna.meetings.models import Invitation
from lasna.own.access import client_invited
from lasna.people.models import Person

_SALT = "lasna.task"
TASK_COOKIE = "lasna_task_{}"
KEPT = timedelta(hours=4)
"""After that the code is asked for again."""


def invitation_with_task(token: str) -> Invitation:
    """A client's invitation whose task was sent. Everything else is simply not here."""
    place = client_invited(token)
    if not ClientTask.objects.filter(participant=place, sent_at__isnull=False).exists():
        raise NotHere("task")
    return place.invitation


def task_key(invitation: Invitation) -> str:
    """What the device cookie says, signed."""
    said = {"invitation": invitation.pk, "version": invitation.version}
    return signing.dumps(said, salt=_SALT)


def holds_task(cookies: Mapping[str, str], invitation: Invitation) -> bool:
    """Has this browser passed the code, here or at the door of the meeting itself?"""
    if holds_seat(cookies, invitation.participant):
        return True
    try:
        said = signing.loads(cookies.get(TASK_COOKIE.format(invitation.pk), ""), salt=_SALT, max_age=KEPT)
    except signing.BadSignature:
        return False
    return bool(said == {"invitation": invitation.pk, "version": invitation.version})


def offered_task(person: Person, task_id: int) -> TypeTask:
    """One that this person's organisation has in use."""
    tasks = TypeTask.objects.filter(type__organisation=person.organisation_id, closed_at=None)
    task = tasks.filter(pk=task_id).first()
    if task is None:
        raise NotHere("task")
    return task


def material_for(person: Person, material_id: int) -> Material:
    material = Material.objects.filter(pk=material_id, organisation=person.organisation_id).first()
    if material is None:
        raise NotHere("material")
    return material
