"""A knock's steps, for who holds the lock of the adviser's desk; what is written down of them."""

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room, publish
from lasna.knocking.access import knock_for
from lasna.knocking.events import DeskKnocked, DeskKnockSettled
from lasna.knocking.models import Knock
from lasna.knocking.queries.waiting import knock_view
from lasna.knocking.states import OVER, next_state
from lasna.meetings.events import DeskChanged
from lasna.people.models import Person


def moved(knock: Knock, event: str, **values: object) -> bool:
    """Where the table leads, if anywhere."""
    state = next_state(knock, event)
    if state is None:
        return False
    knock.state = state
    if state in OVER:
        knock.ended_at = clock.now()
    for name, value in values.items():
        setattr(knock, name, value)
    knock.save()
    return True


def locked(knock_id: int) -> Knock:
    """With the desk locked at which it rings."""
    desk = Knock.objects.filter(pk=knock_id).values_list("adviser__desk", flat=True).first()
    if desk is None:
        raise NotHere("knock")
    lock_room(desk)
    return _fresh(knock_id)


def locked_by(knock_id: int, by: Person) -> Knock:
    """One that this person may answer. Their own desk is locked, and the one at which it rings."""
    desk = knock_for(by, knock_id).adviser.desk_id
    for each in sorted({desk, by.desk_id}):
        lock_room(each)
    return _fresh(knock_id)


def _fresh(knock_id: int) -> Knock:
    rows = Knock.objects.select_for_update(of=("self",))
    return rows.select_related("client__organisation", "client__office", "adviser", "meeting").get(
        pk=knock_id
    )


def ring(knock: Knock) -> None:
    view = knock_view(knock)
    publish(knock.adviser.desk_id, DeskKnocked(**view.model_dump()))


def hush(knock: Knock) -> None:
    settled = DeskKnockSettled(knock=knock.pk)
    publish(knock.adviser.desk_id, settled, DeskChanged(what="knock"))


def note(knock: Knock, who: str, deed: str) -> None:
    record(chain=knock.client.organisation_id, who=who, deed=deed, subject="client", ids=[knock.client_id])
