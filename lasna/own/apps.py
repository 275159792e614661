from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lasna.kernel.kept import number_of, some_ids, some_moments
from lasna.kernel.personal import Kind, Part, holds, kept_for, take_away
from lasna.policy import Action


class OwnConfig(AppConfig):
    name = "lasna.own"

    def ready(self) -> None:
        from lasna.clients.protocol import CardLink, on_card
        from lasna.meetings.protocol import another_way_at, behind_code
        from lasna.meetings.queries.today import due_part
        from lasna.own.queries.day import due_of

        import_module("lasna.own.receivers")
        on_card(CardLink("own_page_of", _("The client's own page"), Action.CLIENT_OWN_PAGE, as_button=True))
        behind_code("own_from_meeting", _("My own page"))
        another_way_at("another_way", _("Would another way suit you better?"))
        due_part("own", due_of)
        _tell_what_is_held()


def _tell_what_is_held() -> None:
    from lasna.own.models import OwnLink
    from lasna.own.queries.links import old_links, old_wishes, told_of
    from lasna.own.services import erase_own_page, purge_own_links

    holds(
        Part(
            "own_page",
            _("The client's own page, and wishes said there"),
            count=number_of(lambda client: OwnLink.objects.filter(client=client), *some_ids(1)),
            export=told_of,
            erase=erase_own_page,
        )
    )
    kept_for(
        Kind(
            "own_links",
            _("Links of clients' own pages"),
            _("They work for a year from when they were used last. After that the link itself goes."),
            days=30,
            least=1,
            most=3650,
            on=True,
            count=number_of(old_links, *some_ids(1), *some_moments(1)),
            purge=purge_own_links,
        )
    )
    kept_for(
        Kind(
            "way_wishes",
            _("Wishes said by clients on their own pages"),
            _("What they asked for and when it was seen. The card keeps the newest wish."),
            days=180,
            least=7,
            most=3650,
            on=True,
            count=number_of(old_wishes, *some_ids(1), *some_moments(1)),
            purge=lambda organisation, before, limit: take_away(old_wishes(organisation, before), limit),
        )
    )
