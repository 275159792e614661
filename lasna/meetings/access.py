"""Ids, tokens and cookies from outside become objects here, and nowhere else."""

from collections.abc import Mapping
from functools import cache

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from lasna.errors import NotHere
from lasna.kernel import clock, keys
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.visits import Visit
from lasna.kernel.numbers import number_in
from lasna.kernel.web.cookies import remember
from lasna.meetings.models import (
    Invitation,
    Meeting,
    MeetingPlace,
    MeetingType,
    OfferReason,
    Participant,
)
from lasna.meetings.states import CLOSES_AFTER, link_has_expired
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.people.queries import person_with
from lasna.policy import Action, Standing, require

_SALT = "lasna.seat"
SEAT_COOKIE = "lasna_seat_{}"
_COMPANION_SALT = "lasna.companion"
COMPANION_LINK_LASTS = 600
"""Seconds: long enough to find the other device."""


def standing_in(meeting: Meeting, person: Person) -> Standing:
    """What a member of staff is towards this meeting."""
    if not (person.is_active and person.advises) or meeting.organisation_id != person.organisation_id:
        return Standing.NOBODY
    if meeting.adviser_id == person.pk:
        return Standing.HOST
    if person.offices.filter(pk=meeting.office_id).exists():
        return Standing.COLLEAGUE
    return Standing.NOBODY


def meetings_of(person: Person) -> QuerySet[Meeting]:
    """The meetings that exist for this person: their own, and those of their offices."""
    if not (person.is_active and person.advises):
        return Meeting.objects.none()
    return meetings_near(person.organisation_id, person.pk, *office_ids_of(person))


def meetings_near(organisation_id: int, adviser_id: int, *offices: int) -> QuerySet[Meeting]:
    """Of one adviser and of these offices, for statements that are kept."""
    near = Q(adviser=adviser_id) | Q(office__in=offices)
    return Meeting.objects.filter(near, organisation=organisation_id)


@cache
def _kept_meeting(offices: int) -> Kept[Meeting]:
    def one(meeting_id: int, *of: int) -> QuerySet[Meeting]:
        meetings = meetings_near(*of).filter(pk=meeting_id)
        return meetings.select_related(
            "client", "adviser__organisation", "type", "office", "organisation", "place"
        )

    return Kept(one, *some_ids(3 + offices))


def meeting_for(person: Person, meeting_id: int, action: Action) -> Meeting:
    """The meeting, if ``person`` may do ``action`` in it. Otherwise 404."""
    if not (person.is_active and person.advises):
        raise NotHere("meeting")
    offices = office_ids_of(person)
    kept = _kept_meeting(len(offices))
    meeting = kept.first(meeting_id, person.organisation_id, person.pk, *offices)
    if meeting is None:
        raise NotHere("meeting")
    require(action, Standing.HOST if meeting.adviser_id == person.pk else Standing.COLLEAGUE)
    return meeting


def type_for(person: Person, type_id: int) -> MeetingType:
    """A kind of meeting of this person's own organisation."""
    type = MeetingType.objects.filter(pk=type_id, organisation=person.organisation_id).first()
    if type is None:
        raise NotHere("meeting_type")
    return type


def meeting_place_for(person: Person, place_id: int) -> MeetingPlace:
    """A place where people of this person's own organisation meet."""
    place = MeetingPlace.objects.filter(pk=place_id, organisation=person.organisation_id).first()
    if place is None:
        raise NotHere("meeting_place")
    return place


def reason_for(person: Person, reason_id: int) -> OfferReason:
    """One of this person's own organisation."""
    reason = OfferReason.objects.filter(pk=reason_id, organisation=person.organisation_id).first()
    if reason is None:
        raise NotHere("offer_reason")
    return reason


def invitation_of(token: str) -> Invitation:
    """The invitation behind a link. Unknown, malformed and replaced ones are all simply not here."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere("invitation")
    invitation = (
        Invitation.objects.select_related(
            "participant__meeting__adviser__organisation",
            "participant__meeting__organisation",
            "participant__meeting__type",
            "participant__client",
        )
        .filter(token_hash=keys.hashed(token))
        .first()
    )
    if invitation is None:
        raise NotHere("invitation")
    return invitation


def seat_key(participant: Participant) -> str:
    """What the device cookie of this browser says, signed."""
    return signing.dumps({"participant": participant.pk, "door": participant.door_version}, salt=_SALT)


def holds_seat(cookies: Mapping[str, str], participant: Participant) -> bool:
    """Has this browser passed the code of this very invitation?"""
    try:
        said = signing.loads(cookies.get(SEAT_COOKIE.format(participant.pk), ""), salt=_SALT)
    except signing.BadSignature:
        return False
    return bool(said == {"participant": participant.pk, "door": participant.door_version})


def seats_in(cookies: Mapping[str, str]) -> list[int]:
    """Whose seats this browser says it holds, the oldest first."""
    beginning = SEAT_COOKIE.format("")
    said = (number_in(name.removeprefix(beginning)) for name in cookies if name.startswith(beginning))
    return sorted(number for number in said if number is not None)


SEATS_KEPT = 30
"""In one browser. A header longer than 8 kB opens no socket, and a device may be many people's in a day."""


def remember_seat(request: HttpRequest, answer: HttpResponse, participant: Participant) -> HttpResponse:
    """From now on this browser is this participant's; of the seats before, the newest are kept."""
    for number in seats_in(request.COOKIES)[:-SEATS_KEPT]:
        answer.delete_cookie(SEAT_COOKIE.format(number), samesite="Lax")
    # In a meeting that lasts longer than planned, the planned end may be over already.
    last = max(participant.meeting.ends, clock.now()) + CLOSES_AFTER
    remember(answer, SEAT_COOKIE.format(participant.pk), seat_key(participant), expires=last)
    return answer


def companion_link(companion: Participant) -> str:
    """The token of the link to join by. It dies when it is used, and when another one is made."""
    return signing.dumps([companion.pk, companion.door_version], salt=_COMPANION_SALT)


def companion_at(token: str) -> Participant:
    """The other device behind a link, however old: it stays the address of whoever has joined by it."""
    return _companion(token, None)[0]


def companion_to_join(token: str) -> Participant:
    """Whose device this link makes now. Unknown, used and old ones are all simply not here."""
    companion, version = _companion(token, COMPANION_LINK_LASTS)
    if companion.state != Participant.State.INVITED or companion.door_version != version:
        raise NotHere("companion")
    return companion


def _companion(token: str, max_age: int | None) -> tuple[Participant, int]:
    try:
        number, version = signing.loads(token, salt=_COMPANION_SALT, max_age=max_age)
    except signing.BadSignature as error:
        raise NotHere("companion") from error
    devices = Participant.objects.filter(pk=number, role=Participant.Role.COMPANION)
    companion = devices.select_related("meeting__organisation", "companion_of__person").first()
    if companion is None:
        raise NotHere("companion")
    return companion, version


_kept_guest = Kept(
    lambda place: (
        Participant.objects.select_related("meeting__adviser__organisation", "client")
        .filter(pk=place, person=None)
        .exclude(state=Participant.State.REMOVED)
    ),
    *some_ids(1),
)


def participant_of(cookies: Mapping[str, str], participant_id: int) -> Participant | None:
    """The client or partner behind a device cookie."""
    participant = _kept_guest.first(participant_id)
    if participant is None or not holds_seat(cookies, participant):
        return None
    # The browser forgets its cookie then; who kept a copy is told nothing either.
    return None if link_has_expired(participant.meeting, clock.now()) else participant


def place_of_guest(participant_id: int) -> Participant | None:
    """The client's or a partner's place, with its meeting."""
    return _kept_place.first(participant_id)


_kept_place = Kept(
    lambda place: Participant.objects.filter(pk=place).select_related("meeting", "client"), *some_ids(1)
)


def place_of_adviser(person_id: int, meeting_id: int) -> Participant | None:
    """The place, with meeting and person, of whoever leads the meeting. Nobody else has their room."""
    return _kept_host.first(meeting_id, person_id)


def _host(meeting_id: int, adviser_id: int) -> QuerySet[Participant]:
    return Participant.objects.select_related("meeting", "person").filter(
        meeting=meeting_id,
        meeting__adviser=adviser_id,
        meeting__organisation=F("person__organisation"),
        person=F("meeting__adviser"),
    )


_kept_host = Kept(_host, *some_ids(2))


def place_for(person: Person, meeting: Meeting) -> Participant:
    """The place of a colleague who was asked to join. Otherwise 404."""
    place = meeting.participants.filter(person=person, role=Participant.Role.COLLEAGUE).first()
    if place is None or place.state == Participant.State.REMOVED:
        raise NotHere("participant")
    return place


def person_of(visit: Visit) -> Person:
    """The member of staff behind a screen, still with us."""
    person = person_with(visit.person_id)
    if person is None:
        raise NotHere("person")
    return person


def host_of(visit: Visit) -> tuple[int, Person]:
    """The meeting's id and the person, for commands of the host's screen."""
    if not visit.meeting_id:
        raise NotHere("meeting")
    return visit.meeting_id, person_of(visit)


def participant_id_of(visit: Visit) -> int:
    """Whose screen this is."""
    if not visit.participant_id:
        raise NotHere("participant")
    return visit.participant_id
