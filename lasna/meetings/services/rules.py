"""The rules of meetings that a type and a single meeting say; rooms that go on are told of every change."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from lasna.kernel.live.publish import lock_room, publish
from lasna.meetings.access import type_for
from lasna.meetings.events import RulesChanged
from lasna.meetings.models import Meeting, MeetingRule, MeetingType, TypeRule
from lasna.meetings.queries.rules import rules_view, words_of_meeting
from lasna.meetings.services.locking import locked_meeting, require_not_over
from lasna.organisation.queries import held_above, rules_said
from lasna.organisation.services import Word, note_rules, write_words
from lasna.organisation.services.saying import own_organisation
from lasna.organisation.states import Level
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def say_rules_of_type(*, type_id: int, words: Mapping[str, Word], by: Person) -> MeetingType:
    """Within what the organisation has locked. An office may have locked more: it holds there."""
    organisation = own_organisation(by)
    type = type_for(by, type_id)
    above = held_above(Level.TYPE, rules_said(organisation.pk))
    changed = write_words(TypeRule, {"type_id": type.pk}, words, above=above, by=by)
    if changed:
        tell_rooms_later(Meeting.objects.filter(type=type))
        note_rules(by=by, settings=changed, subject="meeting_type", number=type.pk)
    return type


@transaction.atomic
def say_rules_of_meeting(*, meeting_id: int, words: Mapping[str, Word], by: Person) -> Meeting:
    """By its adviser, before or while it goes on."""
    meeting = locked_meeting(meeting_id, by, Action.RULES_OF_MEETING)
    require_not_over(meeting)
    above = held_above(Level.MEETING, words_of_meeting(meeting))
    changed = write_words(MeetingRule, {"meeting_id": meeting.pk}, words, above=above, by=by)
    if changed:
        publish(meeting.room_id, RulesChanged(rules=rules_view(meeting)))
        note_rules(by=by, settings=changed, subject="meeting", number=meeting.pk)
    return meeting


def tell_rooms_later(meetings: QuerySet[Meeting]) -> None:
    """After the commit, room by room: rules bind at once whatever screens have heard, and a room's lock is
    never waited for with the organisation's in hand."""
    going = meetings.filter(status__in=(Meeting.Status.OPEN, Meeting.Status.UNDER_WAY))
    transaction.on_commit(lambda: _tell_rooms(going))


def _tell_rooms(going: QuerySet[Meeting]) -> None:
    for meeting in going.select_related("type"):
        with transaction.atomic():
            lock_room(meeting.room_id)
            publish(meeting.room_id, RulesChanged(rules=rules_view(meeting)))
