from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for
from lasna.kernel.web.administration import Entry, administers
from lasna.policy import Action


class BookingConfig(AppConfig):
    name = "lasna.booking"

    def ready(self) -> None:
        from lasna.booking.services.moving import new_time, new_time_address
        from lasna.clients.protocol import CardLink, on_card
        from lasna.meetings.protocol import NewTimes, new_times_from

        new_times_from(NewTimes(offered=new_time, address=new_time_address))
        for module in ("receivers", "tasks"):
            import_module(f"lasna.booking.{module}")
        words = _("Book a free time")
        on_card(CardLink("book_for", words, Action.BOOKING_OFFER, as_button=True))
        words = _("Let the client choose a time")
        on_card(CardLink("offer_times", words, Action.BOOKING_OFFER, as_button=True))
        words = _("How late and how far ahead clients choose their times.")
        administers(Entry("booking_rules", _("Choosing a time"), words, Action.ORGANISATION_CHANGE))
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.booking.models import BookingLink
    from lasna.booking.queries.links import old_links, told_of
    from lasna.booking.services.offering import erase_links, purge_links

    holds(
        Part(
            "booking_links",
            _("Links for choosing a time"),
            count=number_of(lambda client: BookingLink.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_links,
        )
    )
    kept_for(
        Kind(
            "booking_links",
            _("Links for choosing a time"),
            _("What was sent to whom so that they could choose. The meetings that were chosen stay."),
            days=180,
            least=1,
            most=3650,
            on=True,
            count=number_of(old_links, *some_ids(1), *some_moments(1)),
            purge=purge_links,
        )
    )
