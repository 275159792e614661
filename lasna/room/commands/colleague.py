"""``/live/colleague/<participant>``: somebody of the office who was asked to join, signed in."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live.visits import Visit, entrance
from lasna.meetings import services as meetings
from lasna.meetings.access import standing_in
from lasna.meetings.models import Participant
from lasna.meetings.queries.encounter import under_way_of
from lasna.meetings.states import guest_standing
from lasna.people.queries import gone_of, person_of_cookies, session_of
from lasna.people.services import keep_active
from lasna.policy import Standing
from lasna.room import services
from lasna.room.commands.entrances import or_put_out

_PLACES = Participant.objects.filter(role=Participant.Role.COLLEAGUE).exclude(state=Participant.State.REMOVED)


class ColleagueDoor:
    """The same waiting room as everybody's; instead of a code, a session of the office's own."""

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        person = person_of_cookies(cookies, in_call=True)
        place = self._place(key, person.pk) if person is not None else None
        if place is None:
            return None
        # A locked browser keeps what goes on, and opens nothing else.
        if not place.meeting.under_way and person_of_cookies(cookies) is None:
            return None
        return self._visit(place, session_of(cookies))

    def _place(self, key: int, person_id: int) -> Participant | None:
        places = _PLACES.select_related("meeting", "person")
        return places.filter(pk=key, person=person_id).first()

    def _visit(self, place: Participant, right: str) -> Visit | None:
        person, meeting = place.person, place.meeting
        if person is None or standing_in(meeting, person) != Standing.COLLEAGUE:
            return None
        standing = guest_standing(place, meeting, clock.now())
        inside = (meeting.room_id,) if standing == Standing.PARTNER else ()
        return Visit(
            entrance="colleague",
            key=place.pk,
            who=f"person:{person.pk}",
            standing=standing,
            rooms=(*inside, place.door_id),
            language=person.language,
            organisation_id=meeting.organisation_id,
            person_id=person.pk,
            participant_id=place.pk,
            meeting_id=meeting.pk,
            right=right,
        )

    def renew(self, visit: Visit) -> Visit | None:
        return or_put_out(self._again(visit), visit)

    def _again(self, visit: Visit) -> Visit | None:
        place = self._place(visit.key, visit.person_id)
        if place is None or gone_of([(visit.person_id, visit.right)], in_call=place.meeting.under_way):
            return None
        return self._visit(place, visit.right)

    def came(self, visit: Visit) -> None:
        if visit.standing == Standing.PARTNER:
            services.sit(visit=visit)
        else:
            meetings.come_to_door(participant_id=visit.key)

    def went(self, visit: Visit, *, last: bool) -> None:
        with suppress(NotHere):  # erased meanwhile
            services.get_up(participant_id=visit.key, screen=visit.screen)
            if last and visit.standing == Standing.WAITING:
                meetings.went_from_door(participant_id=visit.key)

    def beat(self, visits: list[Visit]) -> Collection[str]:
        services.keep_seats([visit for visit in visits if visit.standing == Standing.PARTNER])
        meetings.keep_waiting([visit.key for visit in visits if visit.standing == Standing.WAITING])
        going = under_way_of([visit.meeting_id for visit in visits])
        keep_active(visit.right for visit in visits if visit.meeting_id in going)
        here = _PLACES.select_related("meeting").in_bulk({visit.key for visit in visits})
        return _gone(visits, going) | {visit.who for visit in visits if _moved(visit, here.get(visit.key))}


def _gone(visits: list[Visit], going: set[int]) -> set[str]:
    """Whose session ended, or is locked while nothing goes on."""
    gone = {
        in_call: gone_of(
            ((each.person_id, each.right) for each in visits if (each.meeting_id in going) == in_call),
            in_call=in_call,
        )
        for in_call in (True, False)
    }
    return {visit.who for visit in visits if visit.person_id in gone[visit.meeting_id in going]}


def _moved(visit: Visit, place: Participant | None) -> bool:
    """A seat is kept for a while only."""
    return place is None or guest_standing(place, place.meeting, clock.now()) != visit.standing


entrance("colleague", ColleagueDoor())
