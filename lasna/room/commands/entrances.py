"""``/live/meeting/<meeting>`` for the adviser, ``/live/seat/<participant>`` for a client's browser."""

from collections.abc import Mapping

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live.visits import Visit, entrance
from lasna.meetings import services as meetings
from lasna.meetings.access import meeting_for, participant_of
from lasna.meetings.models import Participant
from lasna.meetings.states import guest_standing
from lasna.people.models import Person
from lasna.people.queries import person_of_cookies
from lasna.policy import Action, Standing
from lasna.room import services


class HostDoor:
    """The adviser's own room. Colleagues have the meeting's page, not its room."""

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        person = person_of_cookies(cookies)
        return self._visit(person, key) if person else None

    def _visit(self, person: Person, meeting_id: int) -> Visit | None:
        try:
            meeting = meeting_for(person, meeting_id, Action.MEETING_JOIN)
        except NotHere:
            return None
        place = Participant.objects.get(meeting=meeting, person=person)
        return Visit(
            entrance="meeting",
            key=meeting_id,
            who=f"person:{person.pk}",
            standing=Standing.HOST,
            rooms=(meeting.room_id,),
            language=person.language,
            organisation_id=meeting.organisation_id,
            person_id=person.pk,
            participant_id=place.pk,
            meeting_id=meeting.pk,
        )

    def renew(self, visit: Visit) -> Visit | None:
        person = Person.objects.filter(pk=visit.person_id, is_active=True).first()
        return self._visit(person, visit.key) if person else None

    def came(self, visit: Visit) -> None:
        meetings.open_room(meeting_id=visit.key)
        services.sit(visit=visit)

    def went(self, visit: Visit) -> None:
        services.get_up(participant_id=visit.participant_id, screen=visit.screen)

    def beat(self, visits: list[Visit]) -> None:
        services.keep_seats(visits)


class ClientDoor:
    """A client's browser that has passed the code: the waiting room, then the room."""

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        participant = participant_of(cookies, key)
        return self._visit(participant) if participant else None

    def _visit(self, participant: Participant) -> Visit:
        meeting = participant.meeting
        standing = guest_standing(participant, meeting, clock.now())
        inside = (meeting.room_id,) if standing == Standing.GUEST else ()
        return Visit(
            entrance="seat",
            key=participant.pk,
            who=f"participant:{participant.pk}",
            standing=standing,
            rooms=(*inside, participant.door_id),
            language=participant.client.language if participant.client else "fi",
            organisation_id=meeting.organisation_id,
            participant_id=participant.pk,
            meeting_id=meeting.pk,
        )

    def renew(self, visit: Visit) -> Visit | None:
        participant = (
            Participant.objects.select_related("meeting", "client").filter(pk=visit.participant_id).first()
        )
        return self._visit(participant) if participant else None

    def came(self, visit: Visit) -> None:
        if visit.standing == Standing.GUEST:
            services.sit(visit=visit)
        else:
            meetings.come_to_door(participant_id=visit.key)

    def went(self, visit: Visit) -> None:
        services.get_up(participant_id=visit.key, screen=visit.screen)
        if visit.standing == Standing.WAITING:
            meetings.went_from_door(participant_id=visit.key)

    def beat(self, visits: list[Visit]) -> None:
        services.keep_seats([visit for visit in visits if visit.standing == Standing.GUEST])
        meetings.keep_waiting([visit.key for visit in visits if visit.standing == Standing.WAITING])


entrance("meeting", HostDoor())
entrance("seat", ClientDoor())
