"""``/live/meeting/<meeting>`` for the adviser, ``/live/seat/<participant>`` for a client's browser."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live.visits import Visit, entrance
from lasna.meetings import services as meetings
from lasna.meetings.access import participant_of, place_of_adviser, place_of_guest
from lasna.meetings.events import IN_ROOM
from lasna.meetings.models import Participant
from lasna.meetings.queries.encounter import under_way_of
from lasna.meetings.states import guest_standing, link_has_expired
from lasna.people.queries import gone_of, person_of_cookies, session_of
from lasna.people.services import keep_active
from lasna.policy import Standing
from lasna.room import services
from lasna.room.adapters.legs import end_legs_of


class HostDoor:
    """The adviser's own room. Colleagues have the meeting's page, not its room.

    A meeting that is under way goes on in a locked browser, and counts as work: nothing locks while it lasts.
    """

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        person = person_of_cookies(cookies, in_call=True)
        place = place_of_adviser(person.pk, key) if person else None
        if place is None:
            return None
        # A locked browser keeps what goes on, and opens nothing else.
        if not place.meeting.under_way and person_of_cookies(cookies) is None:
            return None
        return self._visit(place, session_of(cookies))

    def _visit(self, place: Participant, right: str) -> Visit | None:
        person, meeting = place.person, place.meeting
        if person is None or not (person.is_active and person.advises):
            return None
        return Visit(
            entrance="meeting",
            key=meeting.pk,
            who=f"person:{person.pk}",
            standing=Standing.HOST,
            rooms=(meeting.room_id,),
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
        place = place_of_adviser(visit.person_id, visit.key)
        if place is None or gone_of([(visit.person_id, visit.right)], in_call=place.meeting.under_way):
            return None
        return self._visit(place, visit.right)

    def came(self, visit: Visit) -> None:
        meetings.open_room(meeting_id=visit.key)
        services.sit(visit=visit)

    def went(self, visit: Visit, *, last: bool) -> None:
        with suppress(NotHere):  # erased meanwhile
            services.get_up(participant_id=visit.participant_id, screen=visit.screen)

    def beat(self, visits: list[Visit]) -> Collection[str]:
        services.keep_seats(visits)
        going = under_way_of([visit.key for visit in visits])
        keep_active(visit.right for visit in visits if visit.key in going)
        gone = {
            in_call: gone_of(
                ((each.person_id, each.right) for each in visits if (each.key in going) == in_call),
                in_call=in_call,
            )
            for in_call in (True, False)
        }
        return {visit.who for visit in visits if visit.person_id in gone[visit.key in going]}


class ClientDoor:
    """A client's or partner's browser that has passed the code: the waiting room, then the room.

    And that of a companion, which waits nowhere: it is in the room, or not here.
    """

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        participant = participant_of(cookies, key)
        return self._visit(participant) if participant else None

    def _visit(self, participant: Participant) -> Visit | None:
        meeting = participant.meeting
        standing = guest_standing(participant, meeting, clock.now())
        if standing == Standing.NOBODY:
            return None
        inside = (meeting.room_id,) if standing in IN_ROOM else ()
        return Visit(
            entrance="seat",
            key=participant.pk,
            who=participant.who,
            standing=standing,
            rooms=(*inside, participant.door_id),
            language=participant.addressee.language,
            organisation_id=meeting.organisation_id,
            participant_id=participant.pk,
            meeting_id=meeting.pk,
            right=str(participant.door_version),
        )

    def renew(self, visit: Visit) -> Visit | None:
        """None for who was not let in: should they come with a new code, it is not on this screen."""
        return or_put_out(self._again(visit), visit)

    def _again(self, visit: Visit) -> Visit | None:
        participant = place_of_guest(visit.key)
        if participant is None or str(participant.door_version) != visit.right:
            return None
        return None if link_has_expired(participant.meeting, clock.now()) else self._visit(participant)

    def _participants(self, visits: list[Visit]) -> dict[int, Participant]:
        rows = Participant.objects.select_related("meeting", "client", "companion_of__person")
        return rows.in_bulk({visit.key for visit in visits})

    def came(self, visit: Visit) -> None:
        if visit.standing in IN_ROOM:
            services.sit(visit=visit)
        else:
            meetings.come_to_door(participant_id=visit.key)

    def went(self, visit: Visit, *, last: bool) -> None:
        with suppress(NotHere):  # erased meanwhile
            services.get_up(participant_id=visit.key, screen=visit.screen)
            if last and visit.standing == Standing.WAITING:
                meetings.went_from_door(participant_id=visit.key)

    def beat(self, visits: list[Visit]) -> Collection[str]:
        """A seat is kept for a while only, and a link for its time."""
        services.keep_seats([visit for visit in visits if visit.standing in IN_ROOM])
        meetings.keep_waiting([visit.key for visit in visits if visit.standing == Standing.WAITING])
        now, here = clock.now(), self._participants(visits)
        return {visit.who for visit in visits if _is_stale(visit, here.get(visit.key), now)}


def or_put_out(again: Visit | None, visit: Visit) -> Visit | None:
    """``again``; and where no right is left: nothing comes to this screen through the media server any more,
    and no other device of theirs is here.
    """
    if again is None:
        with suppress(NotHere), transaction.atomic():  # erased meanwhile
            participant = services.lose_right(visit=visit)
            if participant is not None:
                end_legs_of(participant)
    return again


def _is_stale(visit: Visit, participant: Participant | None, now: datetime) -> bool:
    if participant is None or link_has_expired(participant.meeting, now):
        return True
    standing = guest_standing(participant, participant.meeting, now)
    return (standing, str(participant.door_version)) != (visit.standing, visit.right)


entrance("meeting", HostDoor())
entrance("seat", ClientDoor())
