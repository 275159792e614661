"""Who else takes part: asked to join, agreed to, held, removed; the room locked, the meeting given on."""

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.access import host_of, meeting_for, participant_id_of
from lasna.meetings.protocol import (
    AboutParticipant,
    AboutPerson,
    AddPartner,
    AnswerConsent,
    Colleagues,
    ColleagueView,
    FindColleague,
    Lock,
    TellConsent,
)
from lasna.meetings.queries.people import found_colleagues
from lasna.policy import Action


@command("partner.add", action=Action.MEETING_INVITE, request=AddPartner)
def add_partner(visit: Visit, request: AddPartner) -> None:
    meeting_id, by = host_of(visit)
    wish = services.PartnerWish(**request.model_dump())
    services.add_partner(meeting_id=meeting_id, by=by, wish=wish)


@command("colleague.find", action=Action.MEETING_INVITE, request=FindColleague)
def find_colleague(visit: Visit, request: FindColleague) -> Colleagues:
    meeting_id, by = host_of(visit)
    meeting = meeting_for(by, meeting_id, Action.MEETING_INVITE)
    found = found_colleagues(meeting, request.text)
    return Colleagues(people=[ColleagueView(id=person.pk, name=person.name) for person in found])


@command("colleague.add", action=Action.MEETING_INVITE, request=AboutPerson)
def add_colleague(visit: Visit, request: AboutPerson) -> None:
    meeting_id, by = host_of(visit)
    services.add_colleague(meeting_id=meeting_id, by=by, person_id=request.person)


@command("consent.answer", action=Action.MEETING_CONSENT, request=AnswerConsent)
def answer_consent(visit: Visit, request: AnswerConsent) -> None:
    services.answer_consent(participant_id=request.participant, by=participant_id_of(visit), yes=request.yes)


@command("consent.tell", action=Action.MEETING_TELL_CONSENT, request=TellConsent)
def tell_consent(visit: Visit, request: TellConsent) -> None:
    services.tell_consent(participant_id=request.participant, by=host_of(visit)[1], how=request.how)


@command("meeting.hold", action=Action.MEETING_HOLD, request=AboutParticipant)
def hold(visit: Visit, request: AboutParticipant) -> None:
    services.hold(participant_id=request.participant, by=host_of(visit)[1])


@command("meeting.remove", action=Action.MEETING_REMOVE, request=AboutParticipant)
def remove(visit: Visit, request: AboutParticipant) -> None:
    services.remove(participant_id=request.participant, by=host_of(visit)[1])


@command("meeting.connect_by_phone", action=Action.MEETING_ADMIT, request=AboutParticipant)
def connect_by_phone(visit: Visit, request: AboutParticipant) -> None:
    services.connect_by_phone(participant_id=request.participant, by=host_of(visit)[1])


@command("hosting.begin", action=Action.MEETING_HOSTING, request=AboutParticipant)
def begin_hosting(visit: Visit, request: AboutParticipant) -> None:
    services.begin_hosting(participant_id=request.participant, by=host_of(visit)[1])


@command("hosting.refuse", action=Action.MEETING_HOSTING, request=AboutParticipant)
def refuse_hosting(visit: Visit, request: AboutParticipant) -> None:
    services.refuse_hosting(participant_id=request.participant, by=host_of(visit)[1])


@command("hosting.end", action=Action.MEETING_HOSTING)
def end_hosting(visit: Visit, request: Nothing) -> None:
    meeting_id, by = host_of(visit)
    services.end_hosting(meeting_id=meeting_id, by=by)


@command("meeting.ask_mute", action=Action.MEETING_ASK_MUTE, request=AboutParticipant)
def ask_mute(visit: Visit, request: AboutParticipant) -> None:
    services.ask_mute(participant_id=request.participant, by=host_of(visit)[1])


@command("meeting.lock", action=Action.MEETING_LOCK, request=Lock)
def lock(visit: Visit, request: Lock) -> None:
    meeting_id, by = host_of(visit)
    services.lock(meeting_id=meeting_id, by=by, locked=request.locked)


@command("meeting.hand_over", action=Action.MEETING_HAND_OVER, request=AboutPerson)
def hand_over(visit: Visit, request: AboutPerson) -> None:
    meeting_id, by = host_of(visit)
    services.hand_on(meeting_id=meeting_id, by=by, person_id=request.person)
