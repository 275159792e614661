"""What is agreed on being in touch, for tests."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from lasna.contacts.models import Agreement
from lasna.contacts.services import AgreementWish, agree
from lasna.kernel import clock
from lasna.meetings.tests.scene import Scene


def today() -> date:
    """In the office: at night another day than the clock's own."""
    return clock.now().astimezone(ZoneInfo("Europe/Helsinki")).date()


def agreement_of(made: Scene, *, due_in: int = 1, **more: object) -> Agreement:
    """With the scene's client, due in so many days."""
    known = Agreement.objects.filter(client=made.client).first()
    if known is not None:
        return known
    wish = AgreementWish(**{"rhythm": "weekly", "channel": "phone", **more})  # type: ignore[arg-type]
    agreed = agree(client_id=made.client.pk, by=made.adviser, wish=wish)
    # As time goes by, and whatever day of the week that is.
    then = today() + timedelta(days=due_in)
    Agreement.objects.filter(pk=agreed.pk).update(
        nominal_on=then, due_on=then, agreed_on=today() - timedelta(days=60)
    )
    agreed.refresh_from_db()
    return agreed
