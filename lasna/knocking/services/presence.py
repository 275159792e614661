"""Being here for one's own clients: saying so, keeping it, ending it; the organisation's word on it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room, publish
from lasna.knocking.models import Presence, QuickRule
from lasna.knocking.queries.presence import rule_of
from lasna.knocking.states import HEARD_EVERY, LONGEST, SILENT_AFTER
from lasna.meetings.access import type_for
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import MeetingType
from lasna.organisation.services import own_organisation
from lasna.people.models import Person
from lasna.policy import Action, Standing, require


def _require_advises(by: Person) -> None:
    advises = by.is_active and by.advises
    require(Action.HERE_SAY, Standing.ADVISES if advises else Standing.NOBODY)


@transaction.atomic
def be_here(*, by: Person, until: datetime) -> Presence:
    """From now until then. Said again, the newest word holds."""
    _require_advises(by)
    lock_room(by.desk_id)
    now = clock.now()
    if not rule_of(by.organisation).ways:
        raise UserError("here.off", _("Your organisation has no quick questions now."))
    if not now < until <= now + LONGEST:
        raise UserError("here.until", _("Choose a time later today."))
    said = {"since": now, "until": until, "seen_at": now, "ended_at": None}
    presence, _new = Presence.objects.update_or_create(person=by, defaults=said)
    publish(by.desk_id, DeskChanged(what="here"))
    _record(by, "here.said")
    return presence


@transaction.atomic
def be_here_no_more(*, by: Person) -> None:
    """Nobody new can knock; whoever has knocked is still answered. Pressed twice, it has ended already."""
    _require_advises(by)
    lock_room(by.desk_id)
    ended = Presence.objects.filter(person=by, ended_at=None).update(ended_at=clock.now())
    if ended:
        publish(by.desk_id, DeskChanged(what="here"))
        _record(by, "here.ended")


def _record(by: Person, deed: str) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="person", ids=[by.pk])


def keep_here(person_ids: Collection[int]) -> None:
    """Screens of these people are open. Who was silent for too long has to say anew that they are here."""
    now = clock.now()
    silent = Presence.objects.filter(
        person__in=person_ids,
        ended_at=None,
        until__gt=now,
        seen_at__lte=now - HEARD_EVERY,
        seen_at__gt=now - SILENT_AFTER,
    )
    # Looking first takes no write lock.
    if silent.exists():
        silent.update(seen_at=now)


def back_from_a_room(person_id: int) -> None:
    """Their meeting is over, and their desk is not open yet: they have a while for it."""
    now = clock.now()
    heard = now - SILENT_AFTER + timedelta(minutes=1)
    here = Presence.objects.filter(person=person_id, ended_at=None, until__gt=now)
    here.filter(seen_at__lt=heard).update(seen_at=heard)


@transaction.atomic
def say_rule(*, by: Person, on: bool, type_id: int | None) -> QuickRule:
    """Whether clients may ask quick questions, and of which type the meetings are."""
    organisation = own_organisation(by)
    type: MeetingType | None = type_for(by, type_id) if type_id else None
    said = {"on": on, "type": type}
    rule, _new = QuickRule.objects.update_or_create(organisation=organisation, defaults=said)
    record(
        chain=by.organisation_id,
        who=f"person:{by.pk}",
        deed="organisation.quick_changed",
        subject="organisation",
        ids=[by.organisation_id],
    )
    return rule
