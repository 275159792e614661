"""A client with a page of their own, and a browser that passes its code: the set-up of most tests here."""

from dataclasses import dataclass, field

from django.test import Client as Browser

from lasna.correspondence.models import Message
from lasna.kernel import clock, keys
from lasna.meetings.tests.scene import Scene
from lasna.own import services
from lasna.own.models import OwnLink, WayWish
from lasna.own.queries.links import token_of


@dataclass
class Own:
    made: Scene
    browser: Browser = field(default_factory=lambda: Browser(headers={"accept-language": "en"}))

    @property
    def link(self) -> OwnLink:
        return OwnLink.objects.select_related("client").get(client=self.made.client)

    @property
    def address(self) -> str:
        return f"/o/{token_of(self.link)}"

    def code(self) -> str:
        """The newest that was sent."""
        return keys.opened(Message.objects.filter(kind="own_code").latest("pk").secret)

    def pass_the_code(self, **more: str) -> None:
        self.browser.post(f"{self.address}/ask-code")
        self.browser.post(f"{self.address}/enter", {"code": self.code(), **more})

    def text(self, page: str = "") -> str:
        return self.browser.get(self.address + page).content.decode()


def own_page(made: Scene, *, send_by: str = "email") -> Own:
    """The link is sent, and the client's language is English."""
    type(made.client).objects.filter(pk=made.client.pk).update(language="en")
    services.send_own_link(client_id=made.client.pk, by=made.adviser, channel=send_by)
    return Own(made)


def own_link_of(made: Scene) -> OwnLink:
    """One that works."""
    known = OwnLink.objects.filter(client=made.client, withdrawn_at=None).first()
    if known is None:
        services.send_own_link(client_id=made.client.pk, by=made.adviser, channel="email")
    return OwnLink.objects.select_related("client").get(client=made.client)


def wish_of(made: Scene) -> WayWish:
    """What the client said, unseen."""
    said = {"way": "phone", "at": clock.now()}
    return WayWish.objects.get_or_create(client=made.client, meeting=None, seen_at=None, defaults=said)[0]
