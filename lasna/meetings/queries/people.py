"""Who is asked to a meeting, and whom of the office one could ask."""

from django.db.models import QuerySet

from lasna.kernel.words import folded
from lasna.meetings.models import Meeting
from lasna.people.models import Person

FOUND = 8
IN_AN_OFFICE = 500


def colleagues_to_ask(meeting: Meeting) -> QuerySet[Person]:
    """Those who advise in the meeting's office, but for its adviser."""
    advising = Person.objects.filter(
        organisation=meeting.organisation_id, is_active=True, offices=meeting.office_id
    )
    takers = advising.exclude(role=Person.Role.SUPPORT).exclude(pk=meeting.adviser_id)
    return takers.order_by("name", "pk")


def found_colleagues(meeting: Meeting, text: str) -> list[Person]:
    """The first few with these words in their name, whatever its marks and capitals."""
    words = folded(text).split()
    people = colleagues_to_ask(meeting)[:IN_AN_OFFICE]
    fitting = [person for person in people if all(word in folded(person.name) for word in words)]
    return fitting[:FOUND]
