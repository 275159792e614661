"""What holds in a meeting, and why: the words of organisation, office, type and meeting together."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.levels import Held, Said, held
from lasna.meetings.models import Meeting, MeetingRule, MeetingType, Participant, TypeRule
from lasna.meetings.protocol import RuleView
from lasna.organisation.queries import Words, heard, rules_said
from lasna.organisation.states import SETTINGS, SETTINGS_OF_MEETINGS, Level, level_words


def _of_type(type_id: int) -> QuerySet[TypeRule, Any]:
    rules = TypeRule.objects.filter(type=type_id, current=True).exclude(value="")
    return rules.order_by("pk").values_list("setting", "value", "locked")


def _of_meeting(meeting_id: int) -> QuerySet[MeetingRule, Any]:
    rules = MeetingRule.objects.filter(meeting=meeting_id, current=True).exclude(value="")
    return rules.order_by("pk").values_list("setting", "value", "locked")


_kept_of_type = Kept(_of_type, *some_ids(1))
_kept_of_meeting = Kept(_of_meeting, *some_ids(1))


def _code(type: MeetingType) -> Said:
    """A type always says it."""
    return Said(Level.TYPE, "code" if type.code_at_door else "link")


def _add(words: Words, level: Level, rows: list[tuple[Any, ...]]) -> None:
    for setting, value, locked in rows:
        if setting in words:
            words[setting].append(Said(level, value, bool(locked)))


def words_of_type(organisation_id: int, office_id: int, type: MeetingType) -> Words:
    """Down to the type: what a meeting of this type in this office begins with. Two statements."""
    words = rules_said(organisation_id, office_id)
    words["code"].append(_code(type))
    _add(words, Level.TYPE, _kept_of_type.rows(type.pk))
    return words


def words_of_meeting(meeting: Meeting) -> Words:
    """Three statements; ``type`` is to be there already."""
    words = words_of_type(meeting.organisation_id, meeting.office_id, meeting.type)
    _add(words, Level.MEETING, _kept_of_meeting.rows(meeting.pk))
    return words


def rules_of(meeting: Meeting) -> dict[str, Held]:
    """Setting → what holds in it now."""
    return heard(words_of_meeting(meeting))


def rules_view(meeting: Meeting) -> list[RuleView]:
    """As the room's screens are told."""
    rules = rules_of(meeting)
    return [RuleView(name=name, value=rules[name].value, by=rules[name].by) for name in SETTINGS_OF_MEETINGS]


def off_at_first(meeting: Meeting) -> list[str]:
    """Devices that are off on entering the room: ``camera``, ``microphone``."""
    rules = rules_of(meeting)
    return [device for device in ("camera", "microphone") if rules[device].value == "off"]


def code_is_wanted(organisation_id: int, office_id: int, type: MeetingType) -> bool:
    """Whether an invitation made now promises a code."""
    return code_is_wanted_by(rules_said(organisation_id, office_id), type)


def code_is_wanted_by(words: Words, type: MeetingType) -> bool:
    """``words``: of organisation and office."""
    return held(SETTINGS["code"], [*words["code"], _code(type)]).value == "code"


def require_links(meeting: Meeting) -> None:
    """Refuses where nothing may be sent in the talk."""
    rule = rules_of(meeting)["chat"]
    if rule.value == "off":
        words = _("Links are off here. So has decided: {level}.")
        raise UserError("link.off", words.format(level=level_words(rule.by)))


def require_sharing(participant: Participant) -> None:
    """Refuses where this person may not show their screen. Colleagues and partners are not the adviser."""
    rule = rules_of(participant.meeting)["share"]
    if rule.value == "everybody" or (
        rule.value == "adviser" and participant.role == Participant.Role.ADVISER
    ):
        return
    words = _("Your screen cannot be shown in this meeting. So has decided: {level}.")
    raise UserError("share.off", words.format(level=level_words(rule.by)))
