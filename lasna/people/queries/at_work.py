"""One member of staff, with all that every page asks of them in one statement."""

from typing import Any

from django.db.models import Aggregate, OuterRef, QuerySet, Subquery, TextField

from lasna.kernel.kept import Kept, some_ids
from lasna.people.models import Office, Person
from lasna.people.queries.sessions import rules_of_sign_in


class Listed(Aggregate):
    """Numbers as text, "3,5"."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **options)


def _person(user_id: int) -> QuerySet[Person]:
    zone = Office.objects.filter(people=OuterRef("pk")).order_by("pk").values("zone")[:1]
    serves = Person.offices.through.objects.filter(person=OuterRef("pk")).values("person")
    ids = Subquery(serves.values_list(Listed("office_id")))
    people = Person.objects.select_related("organisation").annotate(
        office_zone=Subquery(zone), office_ids=ids, **rules_of_sign_in("pk")
    )
    return people.filter(pk=user_id)


_kept_person = Kept(_person, *some_ids(1))


def person_with(person_id: int) -> Person | None:
    """Somebody who still works here, with the zone of their first office, the ids of all, and what is asked
    of their sign-in.
    """
    person = _kept_person.first(person_id)
    return person if person is not None and person.is_active else None
