"""The desk on every staff page: its entrance, and what it tells."""

from collections.abc import Collection, Mapping

from lasna.kernel.live.commands import command
from lasna.kernel.live.visits import Visit, entrance
from lasna.meetings import services
from lasna.meetings.access import person_of
from lasna.meetings.protocol import AboutParticipant, tell_who_is_heard
from lasna.people.models import Person
from lasna.people.queries import gone_of, person_of_cookies, session_of
from lasna.policy import Action, Standing


class Desk:
    """``/live/desk/<person>``: one's own, nobody else's. Support hears there who asks for help."""

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        person = person_of_cookies(cookies)
        if person is None or person.pk != key:
            return None
        return Visit(
            entrance="desk",
            key=key,
            who=f"person:{person.pk}",
            standing=Standing.STAFF,
            rooms=(person.desk_id,),
            language=person.language,
            organisation_id=person.organisation_id,
            person_id=person.pk,
            right=session_of(cookies),
        )

    def renew(self, visit: Visit) -> Visit | None:
        person = Person.objects.filter(pk=visit.key).first()
        if person is None or gone_of([(visit.key, visit.right)]):
            return None
        return visit

    def came(self, visit: Visit) -> None:
        return None

    def went(self, visit: Visit, *, last: bool) -> None:
        return None

    def beat(self, visits: list[Visit]) -> Collection[str]:
        gone = gone_of((visit.key, visit.right) for visit in visits)
        tell_who_is_heard({visit.key for visit in visits} - gone)
        return {visit.who for visit in visits if visit.key in gone}


entrance("desk", Desk())


@command("arrival.shown", action=Action.DESK_HEAR, request=AboutParticipant)
def arrival_shown(visit: Visit, request: AboutParticipant) -> None:
    services.show_arrival(participant_id=request.participant, by=person_of(visit))
