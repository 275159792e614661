"""An adviser who is here now, and a client whose browser has passed the code of their own page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.knocking import services
from lasna.knocking.models import Knock, Presence
from lasna.meetings.tests.scene import Scene, scene
from lasna.own.tests.scene import Own, own_page


@dataclass
class Here:
    made: Scene

    def be_here(self, minutes: int = 30) -> Presence:
        return services.be_here(by=self.made.adviser, until=clock.now() + timedelta(minutes=minutes))

    def knock(self, client: Client | None = None, way: str = "video") -> Knock:
        return services.knock(client_id=(client or self.made.client).pk, way=way)

    def another_client(self, name: str = "Veikko") -> Client:
        made = self.made
        return Client.objects.create(
            organisation=made.organisation,
            office=made.office,
            adviser=made.adviser,
            first_name=name,
            last_name="Toinen",
            phone="+358407654321",
        )

    def staff(self) -> Browser:
        type(self.made.adviser).objects.filter(pk=self.made.adviser.pk).update(language="en")
        browser = Browser(headers={"accept-language": "en"})
        browser.force_login(type(self.made.adviser).objects.get(pk=self.made.adviser.pk))
        return browser

    def day(self) -> str:
        """The part of the adviser's day."""
        answer: Any = self.staff().get("/here", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return str(answer.content.decode())

    def own(self) -> Own:
        own = own_page(self.made)
        own.pass_the_code()
        return own


def here(*, on: bool = True) -> Here:
    """The adviser's one meeting is far away."""
    at = Here(scene(starts_in=timedelta(days=200)))
    if on:
        at.be_here()
    return at


def knock_of(made: Scene) -> Knock:
    """The client of the scene knocks: for tests that need one. Whatever the adviser does meanwhile."""
    known = Knock.objects.filter(client=made.client).first()
    now = clock.now()
    return known or Knock.objects.create(
        client=made.client, adviser=made.adviser, channel="video", asked_at=now, rings_at=now, seen_at=now
    )
