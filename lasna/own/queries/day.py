"""What clients said on their own pages, for their adviser's day."""

from django.db.models import Q, QuerySet

from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import Meeting
from lasna.meetings.queries.today import Due
from lasna.own.models import WayWish
from lasna.people.models import Person

SHOWN = 50


def _unseen(person_id: int) -> QuerySet[WayWish]:
    general = Q(meeting=None, client__adviser=person_id)
    of_one = Q(meeting__adviser=person_id) & ~Q(
        meeting__status__in=(Meeting.Status.ENDED, Meeting.Status.CANCELLED)
    )
    said = WayWish.objects.filter(general | of_one, seen_at=None)
    return said.select_related("client", "meeting")[:SHOWN]


_kept_unseen = Kept(_unseen, *some_ids(1))


def due_of(person: Person) -> list[Due]:
    return [
        Due("own/wished.html", wish, ("client", wish.client_id)) for wish in _kept_unseen.objects(person.pk)
    ]
