"""An office whose adviser has hours on every day, and a client with a link: the set-up of most tests here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from lasna.booking import services
from lasna.booking.access import links
from lasna.booking.models import BookingLink, OpeningException, OpeningHour
from lasna.booking.queries.free import Free, free_times
from lasna.booking.queries.links import token_of, wanted_of
from lasna.booking.services import HourWish, OfferWish
from lasna.booking.states import each_bit
from lasna.kernel import clock
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person

HELSINKI = ZoneInfo("Europe/Helsinki")
EVERY_DAY = range(7)


@dataclass
class Booking:
    made: Scene
    link: BookingLink

    @property
    def address(self) -> str:
        return f"/b/{token_of(self.link)}"

    def fresh(self) -> BookingLink:
        return links().get(pk=self.link.pk)

    def free(self, channel: str = "video") -> Free:
        return free_times(wanted_of(self.fresh(), channel))

    def times(self, count: int = 1) -> list[datetime]:
        free = self.free()
        return [free.window.moment(bit) for bit in islice(each_bit(free.all), count)]

    def take(
        self, starts: datetime | None = None, channel: str = "video", link: BookingLink | None = None
    ) -> Meeting:
        number = (link or self.link).pk
        return services.book(link_id=number, starts=starts or self.times()[0], channel=channel)


def add_hours(person: Person, office_id: int, **more: object) -> None:
    wish = {"weekdays": list(EVERY_DAY), "starts": time(9), "ends": time(15)} | more
    services.add_hours(by=person, wish=HourWish(office_id=office_id, **wish))  # type: ignore[arg-type]


def booking(*, with_anybody: bool = False, send_by: str = "email", hours: bool = True) -> Booking:
    """The adviser's one meeting is far away; the client may choose a time within the next weeks."""
    made = scene(starts_in=timedelta(days=200))
    if hours:
        add_hours(made.adviser, made.office.pk)
    return Booking(made, offer(made, with_anybody=with_anybody, send_by=send_by))


def offer(made: Scene, *, with_anybody: bool = False, send_by: str = "email") -> BookingLink:
    wish = OfferWish(type_id=made.type.pk, with_anybody=with_anybody, send_by=send_by)
    return services.offer_times(client_id=made.client.pk, by=made.adviser, wish=wish)


def hours_of(made: Scene) -> OpeningHour:
    """A line of the adviser's week."""
    known = OpeningHour.objects.filter(person=made.adviser).first()
    return known or OpeningHour.objects.create(
        person=made.adviser, office=made.office, weekday=0, starts=time(9), ends=time(15)
    )


def exception_of(made: Scene) -> OpeningException:
    own = OpeningException.objects.filter(person=made.adviser).first()
    return own or OpeningException.objects.create(
        person=made.adviser, opens=False, first=in_days(1), last=in_days(1)
    )


def link_of(made: Scene) -> BookingLink:
    """By which a time can still be chosen."""
    return BookingLink.objects.filter(client=made.client, withdrawn_at=None).first() or offer(made)


def local(at: datetime) -> datetime:
    return at.astimezone(HELSINKI)


def in_days(count: int) -> date:
    return local(clock.now()).date() + timedelta(days=count)
